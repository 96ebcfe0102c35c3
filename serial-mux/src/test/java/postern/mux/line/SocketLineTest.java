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

/** A line over a real unix socket, read by its event loop. */
class SocketLineTest {
  private static final long LIMIT = 10;

  private final IoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final IoEventLoop loop = loops.next();
  private final Heard heard = new Heard();
  private ServerSocketChannel server;
  private SocketChannel machine;
  private Line line;

  /** The output of the line and the threads that delivered it. */
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
    line = LineFactory.to(address, loop, heard, Duration.ofSeconds(LIMIT));
    loop.execute(line::open);
    machine = server.accept();
    assertThat(heard.up.await(LIMIT, TimeUnit.SECONDS)).isTrue();
  }

  @AfterEach
  void end() throws IOException {
    loop.execute(line::close);
    machine.close();
    server.close();
    loops.shutdownGracefully(0, LIMIT, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void aPausedLineIsNotReadUntilItIsResumed() throws Exception {
    CompletableFuture.runAsync(line::pause, loop).get(LIMIT, TimeUnit.SECONDS);
    says("kept");
    for (int i = 0; i < 100; i++) {
      CompletableFuture.runAsync(() -> {}, loop).get(LIMIT, TimeUnit.SECONDS);
    }
    assertThat(heard.all).isEmpty();
    loop.execute(line::resume);
    until(() -> !heard.all.isEmpty());
    assertThat(heard.all).hasSize(1).first().asString().startsWith("kept on ");
  }

  @Test
  void theEndIsReportedOnceAfterAllOutputOnTheEventLoop() throws Exception {
    says("last");
    machine.close();
    until(() -> heard.all.size() >= 2);
    CompletableFuture.runAsync(() -> {}, loop).get(LIMIT, TimeUnit.SECONDS);
    assertThat(heard.all).hasSize(2);
    assertThat(heard.all.getFirst()).startsWith("last on multiThreadIoEventLoopGroup");
    assertThat(heard.all.getLast()).startsWith("down on multiThreadIoEventLoopGroup");
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
}
