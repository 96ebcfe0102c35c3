package postern.gateway.polled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AcceptPendingException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The door's sockets, over real ones of this host. */
final class PolledSocketTest {
  private static final int MUCH = 24 << 20;

  private PolledGroup group;
  private AsynchronousServerSocketChannel listener;
  private InetSocketAddress at;

  /** What a handler was told: a count or socket, or the failure, and on which thread. */
  private record Told(@Nullable Object result, @Nullable Throwable failure, String thread) {}

  private static final class Ear<V> implements CompletionHandler<V, Object> {
    final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

    @Override
    public void completed(V result, Object attachment) {
      told.add(new Told(result, null, Thread.currentThread().getName()));
    }

    @Override
    public void failed(Throwable cause, Object attachment) {
      told.add(new Told(null, cause, Thread.currentThread().getName()));
    }

    Told next() throws InterruptedException {
      Told next = told.poll(10, TimeUnit.SECONDS);
      assertThat(next).as("told within 10 s").isNotNull();
      return next;
    }
  }

  @BeforeEach
  void listen() throws IOException {
    group = new PolledGroup("polled-test");
    listener = AsynchronousServerSocketChannel.open(group);
    listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 5);
    at = (InetSocketAddress) listener.getLocalAddress();
  }

  @AfterEach
  void end() throws InterruptedException {
    group.shutdownNow();
    assertThat(group.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private Socket client() throws IOException {
    Socket socket = new Socket(at.getAddress(), at.getPort());
    socket.setSoTimeout(15_000);
    return socket;
  }

  private AsynchronousSocketChannel accepted() throws InterruptedException {
    Ear<AsynchronousSocketChannel> ear = new Ear<>();
    listener.accept(null, ear);
    Told told = ear.next();
    assertThat(told.thread()).isEqualTo("polled-test");
    return (AsynchronousSocketChannel) Objects.requireNonNull(told.result());
  }

  private static void read(AsynchronousSocketChannel from, ByteBuffer into, Ear<Integer> ear) {
    from.read(into, 0, TimeUnit.SECONDS, null, ear);
  }

  @Test
  void readsWhatComesAndItsEnd() throws Exception {
    try (Socket client = client();
        AsynchronousSocketChannel served = accepted()) {
      Ear<Integer> ear = new Ear<>();
      ByteBuffer into = ByteBuffer.allocate(16);
      for (byte key = 'a'; key <= 'c'; key++) {
        read(served, into, ear); // from another thread than the group's, which is waiting
        client.getOutputStream().write(key);
        assertThat(ear.next()).isEqualTo(new Told(1, null, "polled-test"));
      }
      assertThat(Arrays.copyOf(into.array(), 3)).containsExactly('a', 'b', 'c');
      read(served, into, ear);
      client.shutdownOutput();
      assertThat(ear.next().result()).isEqualTo(-1);
      assertThat(served.getRemoteAddress()).isEqualTo(client.getLocalSocketAddress());
    }
  }

  @Test
  void writesMoreThanTheSocketTakesToAClientThatIsSlow() throws Exception {
    byte[] much = new byte[MUCH];
    new Random(1).nextBytes(much);
    try (Socket client = client();
        AsynchronousSocketChannel served = accepted()) {
      ByteBuffer from = ByteBuffer.wrap(much);
      Future<Integer> last = served.write(from);
      while (last.isDone()) {
        last = served.write(from);
      }
      assertThatThrownBy(() -> served.write(from)).isInstanceOf(WritePendingException.class);
      CompletableFuture<byte[]> got =
          CompletableFuture.supplyAsync(() -> all(client, MUCH)); // only now does it read
      while (from.hasRemaining()) {
        assertThat(last.get(10, TimeUnit.SECONDS)).isPositive();
        last = served.write(from);
      }
      assertThat(got.get(20, TimeUnit.SECONDS)).isEqualTo(much);
    }
  }

  private static byte[] all(Socket socket, int count) {
    try {
      InputStream in = socket.getInputStream();
      return in.readNBytes(count);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aCloseEndsWhatWaits() throws Exception {
    try (Socket client = client()) {
      AsynchronousSocketChannel served = accepted();
      Ear<Integer> ear = new Ear<>();
      read(served, ByteBuffer.allocate(16), ear);
      assertThatThrownBy(() -> read(served, ByteBuffer.allocate(16), ear))
          .isInstanceOf(ReadPendingException.class);
      ByteBuffer much = ByteBuffer.allocate(MUCH);
      Future<Integer> full = served.write(much);
      while (full.isDone()) {
        full = served.write(much);
      }
      Future<Integer> waiting = full;
      served.close();
      Told told = ear.next();
      assertThat(told.failure()).isInstanceOf(AsynchronousCloseException.class);
      assertThat(told.thread()).isEqualTo("polled-test");
      assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(AsynchronousCloseException.class);
      read(served, ByteBuffer.allocate(16), ear);
      assertThat(ear.next().failure()).isInstanceOf(ClosedChannelException.class);
      assertThatThrownBy(() -> served.write(ByteBuffer.allocate(1)).get())
          .hasCauseInstanceOf(ClosedChannelException.class);
      assertThat(client.getInputStream().skip(Long.MAX_VALUE)).isNotNegative(); // and its end
    }
  }

  @Test
  void theThreadRestsWhileNobodyReadsWhatCame() throws Exception {
    try (Socket client = client();
        AsynchronousSocketChannel served = accepted()) {
      Ear<Integer> ear = new Ear<>();
      read(served, ByteBuffer.allocate(1), ear);
      client.getOutputStream().write(new byte[4096]);
      assertThat(ear.next().result()).isEqualTo(1);
      long thread =
          Thread.getAllStackTraces().keySet().stream()
              .filter(each -> each.getName().equals("polled-test"))
              .findFirst()
              .orElseThrow()
              .threadId();
      Still still = new Still();
      await()
          .during(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(10))
          .until(() -> still.since(spent(thread)));
    }
  }

  private static long spent(long thread) {
    return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread);
  }

  /** Whether a thread's time stands still but for a twentieth of a second. */
  private static final class Still {
    private long before;

    boolean since(long now) {
      boolean still = now - before < 50_000_000;
      if (!still) {
        before = now;
      }
      return still;
    }
  }

  @Test
  void aHandlerThatThrowsLosesItsOwnConnectionOnly() throws Exception {
    try (Socket bad = client()) {
      AsynchronousSocketChannel broken = accepted();
      try (Socket good = client();
          AsynchronousSocketChannel served = accepted()) {
        broken.read(ByteBuffer.allocate(16), 0, TimeUnit.SECONDS, null, new Throwing());
        bad.getOutputStream().write('x');
        assertThat(bad.getInputStream().read()).isEqualTo(-1);
        assertThat(broken.isOpen()).isFalse();
        Ear<Integer> ear = new Ear<>();
        read(served, ByteBuffer.allocate(16), ear);
        good.getOutputStream().write('y');
        assertThat(ear.next().result()).isEqualTo(1);
      }
    }
  }

  private static final class Throwing implements CompletionHandler<Integer, Object> {
    @Override
    public void completed(Integer count, Object attachment) {
      throw new IllegalStateException("as asked");
    }

    @Override
    public void failed(Throwable cause, Object attachment) {
      throw new IllegalStateException("as asked", cause);
    }
  }

  @Test
  void shutDownEndsConnectionsAndListeners() throws Exception {
    try (Socket client = client()) {
      AsynchronousSocketChannel served = accepted();
      Ear<Integer> reading = new Ear<>();
      read(served, ByteBuffer.allocate(16), reading);
      Ear<AsynchronousSocketChannel> accepting = new Ear<>();
      listener.accept(null, accepting);
      assertThatThrownBy(() -> listener.accept(null, accepting))
          .isInstanceOf(AcceptPendingException.class);
      group.shutdownNow();
      assertThat(reading.next().failure()).isInstanceOf(AsynchronousCloseException.class);
      assertThat(accepting.next().failure()).isInstanceOf(AsynchronousCloseException.class);
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      assertThat(group.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(() -> AsynchronousServerSocketChannel.open(group))
          .isInstanceOf(java.nio.channels.ShutdownChannelGroupException.class);
      read(served, ByteBuffer.allocate(16), reading);
      assertThat(reading.next().failure()).isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void aClosedListenerFreesItsPort() throws Exception {
    Ear<AsynchronousSocketChannel> accepting = new Ear<>();
    listener.accept(null, accepting);
    listener.close();
    assertThat(accepting.next().failure()).isInstanceOf(AsynchronousCloseException.class);
    try (AsynchronousServerSocketChannel next = AsynchronousServerSocketChannel.open(group)) {
      await().untilAsserted(() -> assertThat(next.bind(at, 5)).isSameAs(next));
    }
  }
}
