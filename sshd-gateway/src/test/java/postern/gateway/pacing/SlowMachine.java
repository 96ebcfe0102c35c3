package postern.gateway.pacing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A machine whose port takes bytes at a fixed rate and has a small buffer. Bytes that come faster
 * are lost, as on a line without flow control. It echoes as a terminal in line mode does.
 */
final class SlowMachine implements AutoCloseable {
  private final Path path;
  private final ServerSocketChannel server;
  private final ArrayBlockingQueue<Byte> fifo;
  private final long nanosPerByte;
  private final ByteArrayOutputStream got = new ByteArrayOutputStream();
  private final AtomicLong lost = new AtomicLong();
  private volatile long echoUntil;

  /**
   * @param keeps the size of its port's buffer in bytes
   */
  SlowMachine(Path path, int bytesPerSecond, int keeps) throws IOException {
    this.path = path;
    this.nanosPerByte = 1_000_000_000L / bytesPerSecond;
    this.fifo = new ArrayBlockingQueue<>(keeps);
    this.echoUntil = Long.MAX_VALUE;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    Thread.ofPlatform().daemon().name("slow " + path.getFileName()).start(this::serve);
  }

  /** Echoes only this number of bytes. */
  SlowMachine echoing(long bytes) {
    echoUntil = bytes;
    return this;
  }

  private void serve() {
    try {
      while (server.isOpen()) {
        try (SocketChannel client = server.accept()) {
          Thread.ofPlatform().daemon().name("slow port").start(() -> take(client));
          read(client);
        }
      }
    } catch (ClosedChannelException e) {
      fifo.clear(); // the test is over
    } catch (IOException e) {
      System.err.println("slow machine " + path + ": " + e.getMessage());
    }
  }

  private void read(SocketChannel client) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(16 * 1024);
    while (client.read(chunk.clear()) >= 0) {
      chunk.flip();
      while (chunk.hasRemaining()) {
        if (!fifo.offer(chunk.get())) {
          lost.incrementAndGet();
        }
      }
    }
  }

  private void take(SocketChannel client) {
    try {
      long due = System.nanoTime();
      while (client.isOpen()) {
        Byte b = fifo.poll(100, TimeUnit.MILLISECONDS);
        if (b != null) {
          due = Math.max(due, System.nanoTime() - 50 * nanosPerByte) + nanosPerByte;
          TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
          taken(client, b);
        }
      }
    } catch (IOException | InterruptedException e) {
      fifo.clear(); // hung up
    }
  }

  private void taken(SocketChannel client, byte b) throws IOException {
    boolean echo;
    synchronized (got) {
      got.write(b);
      echo = got.size() <= echoUntil;
    }
    if (echo) {
      byte[] said = b == '\n' || b == '\r' ? new byte[] {'\r', '\n'} : new byte[] {b};
      ByteBuffer out = ByteBuffer.wrap(said);
      while (out.hasRemaining()) {
        client.write(out);
      }
    }
  }

  byte[] got() {
    synchronized (got) {
      return got.toByteArray();
    }
  }

  long lost() {
    return lost.get();
  }

  String entry(String name) {
    return """
    [machine.%s]
    tenant = "red"
    console = "unix:%s"
    """
        .formatted(name, path);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
