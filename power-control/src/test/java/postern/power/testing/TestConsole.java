package postern.power.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import postern.power.ConsoleEvidence;
import postern.power.KernelPanic;

/** Reads a console socket and connects again whenever it is closed, as the gateway does. */
public final class TestConsole implements ConsoleEvidence, AutoCloseable {
  private final Path path;
  private final AtomicReference<String> heard = new AtomicReference<>("");
  private volatile boolean closed;
  private volatile @Nullable SocketChannel channel;

  public TestConsole(Path path) {
    this.path = path;
    Thread.ofVirtual().start(this::listen);
  }

  private void listen() {
    while (!closed) {
      try (SocketChannel open = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        open.connect(UnixDomainSocketAddress.of(path));
        channel = open;
        hear(open);
      } catch (IOException e) {
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  private void hear(SocketChannel open) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(8192);
    while (open.read(chunk.clear()) >= 0) {
      String more = StandardCharsets.ISO_8859_1.decode(chunk.flip()).toString();
      heard.updateAndGet(old -> old + more);
    }
  }

  public void type(String text) throws IOException {
    SocketChannel open = channel;
    if (open == null) {
      throw new IOException("not connected");
    }
    var _ = open.write(StandardCharsets.UTF_8.encode(text));
  }

  public void awaitText(long from, String text) {
    await().atMost(Duration.ofSeconds(60)).until(() -> text().indexOf(text, (int) from) >= 0);
  }

  /** Logs in and returns when the shell prompt is there. */
  public void logIn(long from) throws IOException {
    awaitText(from, "login:");
    type("root\n");
    awaitText(from, "assword:");
    type("postern\n");
    awaitText(from, "#");
  }

  public String text() {
    return heard.get();
  }

  @Override
  public long position() {
    return text().length();
  }

  @Override
  public boolean bootSince(long position) {
    return text().indexOf("Linux version", (int) position) >= 0;
  }

  @Override
  public Optional<String> panicSince(long position) {
    return KernelPanic.in(text().substring((int) position));
  }

  @Override
  public boolean atPrompt() {
    return text().endsWith("login: ") || text().endsWith("# ");
  }

  @Override
  public String lastLines(int lines) {
    String all = text();
    return all.substring(Math.max(0, all.length() - 80 * lines));
  }

  @Override
  public void close() throws IOException {
    closed = true;
    SocketChannel open = channel;
    if (open != null) {
      open.close();
    }
  }
}
