package postern.power.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A client of a unix socket with a limit on every wait. */
public final class TestSocket implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final SocketChannel channel;
  private final InputStream in;

  private TestSocket(SocketChannel channel) {
    this.channel = channel;
    this.in = Channels.newInputStream(channel);
  }

  /** Retries for 10 s, because the server may be starting. */
  public static TestSocket connect(Path path) throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (true) {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(path));
        return new TestSocket(channel);
      } catch (IOException e) {
        channel.close();
        if (System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  public void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  private void send(byte[] bytes) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(bytes);
    while (all.hasRemaining()) {
      channel.write(all);
    }
  }

  /** Sends bytes and ignores a closed connection. */
  public void sendQuietly(byte[] bytes) {
    try {
      send(bytes);
    } catch (IOException e) {
      return;
    }
  }

  public byte[] read(int count) {
    return within(() -> in.readNBytes(count));
  }

  /** Reads up to and including that text, or to the end if it does not come. */
  public String readUntil(String text) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] mark = text.getBytes(StandardCharsets.UTF_8);
    return within(() -> {
      for (int each = in.read(); each >= 0; each = in.read()) {
        all.write(each);
        if (each == mark[mark.length - 1]
            && all.toString(StandardCharsets.ISO_8859_1).endsWith(text)) {
          break;
        }
      }
      return all.toString(StandardCharsets.UTF_8);
    });
  }

  public String readToEnd() {
    return within(() -> {
      try {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (SocketException reset) {
        return ""; // the peer closed before it had read everything
      }
    });
  }

  private interface Read<T> {
    T get() throws IOException;
  }

  private <T> T within(Read<T> read) {
    CompletableFuture<T> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            done.complete(read.get());
          } catch (IOException | RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return done.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
