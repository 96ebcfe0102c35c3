package postern.mux.line;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.mux.LineAddress;

/** A real unix socket, read by its loop and by who stands in for it. */
class ConsoleThreadTest {
  private static final long LIMIT = 10;

  private final IoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final IoEventLoop loop = loops.next();
  private final ConsoleThread thread = new ConsoleThread(loop);
  private final Heard heard = new Heard();
  private ServerSocketChannel server;
  private SocketChannel machine;
  private Line line;

  /** What the line said, and on which thread. */
  private static final class Heard implements LineListener {
    final List<String> all = new CopyOnWriteArrayList<>();
    final CountDownLatch up = new CountDownLatch(1);

    @Override
    public void up() {
      up.countDown();
    }

    @Override
    public void output(ByteBuffer bytes) {
      all.add(US_ASCII.decode(bytes) + " on " + Thread.currentThread().getName());
    }

    @Override
    public void room() {}

    @Override
    public void down(String why) {
      all.add("down on " + Thread.currentThread().getName());
    }
  }

  @BeforeEach
  void connect(@TempDir Path folder) throws IOException, InterruptedException {
    LineAddress.UnixSocket address = new LineAddress.UnixSocket(folder.resolve("console"));
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(address.path()));
    line = Lines.to(address, thread, heard, Duration.ofSeconds(LIMIT));
    thread.execute(line::open);
    machine = server.accept();
    assertThat(heard.up.await(LIMIT, TimeUnit.SECONDS)).isTrue();
  }

  @AfterEach
  void end() throws IOException {
    thread.execute(line::close);
    machine.close();
    server.close();
    loops.shutdownGracefully(0, LIMIT, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void whoStandsInTakesWhatTheLoopHasNoTimeFor() throws Exception {
    try (var _ = new Busy(loop)) {
      says("x");
      until(() -> thread.standIn(line::readLittle) && !heard.all.isEmpty());
    }
    assertThat(heard.all).containsExactly("x on " + Thread.currentThread().getName());
    says("y");
    until(() -> heard.all.size() == 2);
    assertThat(heard.all.getLast())
        .startsWith("y on ")
        .doesNotContain(Thread.currentThread().getName());
  }

  @Test
  void theLoopIsWhoTellsTheEnd() throws Exception {
    try (var _ = new Busy(loop)) {
      machine.close();
      for (int i = 0; i < 100; i++) {
        assertThat(thread.standIn(line::readLittle)).isTrue();
      }
      assertThat(heard.all).isEmpty();
    }
    until(() -> !heard.all.isEmpty());
    assertThat(heard.all).hasSize(1);
    assertThat(heard.all.getFirst()).startsWith("down on multiThreadIoEventLoopGroup");
  }

  @Test
  void nobodyStandsInWhileTheConsoleIsAtWork() throws Exception {
    try (var _ = new Busy(thread::execute)) {
      assertThat(thread.standIn(() -> heard.all.add("two at once"))).isFalse();
    }
    until(() -> thread.standIn(() -> {}));
    assertThat(heard.all).isEmpty();
  }

  @Test
  void aLineThatIsHeldBackIsNotRead() throws Exception {
    CompletableFuture.runAsync(line::pause, thread::execute).get(LIMIT, TimeUnit.SECONDS);
    says("kept");
    for (int i = 0; i < 100; i++) {
      thread.standIn(line::readLittle);
    }
    assertThat(heard.all).isEmpty();
    thread.execute(line::resume);
    until(() -> !heard.all.isEmpty());
    assertThat(heard.all).hasSize(1).first().asString().startsWith("kept on ");
  }

  @Test
  void whoStandsInMayHoldTheLineBack() throws Exception {
    until(() -> thread.standIn(line::pause));
    CompletableFuture.runAsync(() -> {}, thread::execute).get(LIMIT, TimeUnit.SECONDS);
    says("kept");
    until(() -> thread.standIn(line::readLittle));
    assertThat(heard.all).isEmpty();
    until(() -> thread.standIn(line::resume));
    until(() -> !heard.all.isEmpty());
  }

  private void says(String text) throws IOException {
    machine.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
  }

  private static void until(BooleanSupplier done) {
    await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(LIMIT))
        .pollInterval(Duration.ofMillis(1))
        .until(done::getAsBoolean);
  }

  /** Keeps a thread busy until it is closed. */
  private static final class Busy implements AutoCloseable {
    private final CountDownLatch over = new CountDownLatch(1);

    Busy(java.util.concurrent.Executor on) throws InterruptedException {
      CountDownLatch begun = new CountDownLatch(1);
      on.execute(() -> {
        begun.countDown();
        boolean _ = waits(over);
      });
      assertThat(begun.await(LIMIT, TimeUnit.SECONDS)).isTrue();
    }

    private static boolean waits(CountDownLatch latch) {
      try {
        return latch.await(LIMIT, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    @Override
    public void close() {
      over.countDown();
    }
  }
}
