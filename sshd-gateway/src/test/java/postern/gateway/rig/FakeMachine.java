package postern.gateway.rig;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A machine that only pretends: a unix socket that records what it got, echoes it if asked to, and
 * says what the test wants. One client at a time, as QEMU has it.
 */
public final class FakeMachine implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** A line that found nobody tries again after 60 s at the latest. */
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(75);

  private final Path path;
  private final boolean echo;
  private final ServerSocketChannel server;
  private final ByteArrayOutputStream got = new ByteArrayOutputStream();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable SocketChannel client;

  private FakeMachine(Path path, boolean echo) throws IOException {
    this.path = path;
    this.echo = echo;
    Files.deleteIfExists(path);
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    Thread.ofPlatform().daemon().name("fake " + path.getFileName()).start(this::serve);
  }

  /** Says back whatever it gets. */
  public static FakeMachine echoing(Path path) throws IOException {
    return new FakeMachine(path, true);
  }

  /** Only listens. */
  public static FakeMachine silent(Path path) throws IOException {
    return new FakeMachine(path, false);
  }

  private void serve() {
    try {
      while (server.isOpen()) {
        serve(server.accept());
      }
    } catch (ClosedChannelException e) {
      client = null; // closed by the test
    } catch (IOException e) {
      System.err.println("fake machine " + path + ": " + e.getMessage());
    }
  }

  private void serve(SocketChannel accepted) {
    try (accepted) {
      client = accepted;
      read(accepted);
    } catch (IOException e) {
      client = null; // hung up by the test, or the gateway was killed: the next one may call
    } finally {
      client = null;
    }
  }

  private void read(SocketChannel from) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(16 * 1024);
    while (from.read(chunk.clear()) >= 0) {
      chunk.flip();
      synchronized (got) {
        got.write(chunk.array(), 0, chunk.limit());
      }
      if (echo) {
        write(from, chunk);
      }
    }
  }

  private void write(SocketChannel to, ByteBuffer bytes) throws IOException {
    lock.lock();
    try {
      while (bytes.hasRemaining()) {
        to.write(bytes);
      }
    } finally {
      lock.unlock();
    }
  }

  public Path path() {
    return path;
  }

  /** Its entry in the fleet. */
  public String entry(String name, String tenant) {
    return entry(name, tenant, path);
  }

  /** The entry of a machine whose console is, or will be, a socket of that path. */
  public static String entry(String name, String tenant, Path path) {
    return """
    [machine.%s]
    tenant = "%s"
    console = "unix:%s"
    """
        .formatted(name, tenant, path);
  }

  public void awaitConnected() {
    if (client == null) {
      await("a connection to " + path).atMost(LONGEST_RETRY).until(() -> client != null);
    }
  }

  /** Blocks until its reader has taken all. */
  public void say(byte[] bytes) throws IOException {
    awaitConnected();
    SocketChannel to = client;
    if (to == null) {
      throw new IOException("hung up");
    }
    write(to, ByteBuffer.wrap(bytes));
  }

  public void say(String text) throws IOException {
    say(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Numbered lines, so that loss, doubling and damage show; answers how many bytes they were. */
  public long flood(int lines) throws IOException {
    long bytes = 0;
    StringBuilder batch = new StringBuilder();
    for (int i = 1; i <= lines; i++) {
      batch.append("line %08d of the flood, which is long enough to count%n".formatted(i));
      if (i % 500 == 0 || i == lines) {
        byte[] said = batch.toString().getBytes(StandardCharsets.US_ASCII);
        say(said);
        bytes += said.length;
        batch.setLength(0);
      }
    }
    return bytes;
  }

  /** Everything it ever got. */
  public byte[] got() {
    synchronized (got) {
      return got.toByteArray();
    }
  }

  public void awaitGot(String text) {
    await(path + " to get " + text)
        .atMost(LIMIT)
        .until(() -> new String(got(), StandardCharsets.ISO_8859_1).contains(text));
  }

  /** Drops the connection; it can be called again. */
  public void hangUp() throws IOException {
    SocketChannel current = client;
    if (current != null) {
      current.close();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    hangUp();
    Files.deleteIfExists(path);
  }
}
