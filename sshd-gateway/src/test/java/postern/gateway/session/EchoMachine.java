package postern.gateway.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A machine on a unix socket that echoes what is typed and says what a test wants. */
final class EchoMachine implements AutoCloseable {
  private final ServerSocketChannel server;
  private final BlockingQueue<SocketChannel> lines = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private volatile boolean echo = true;

  EchoMachine(Path socket) throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(this::serve);
  }

  private void serve() {
    try {
      while (true) {
        SocketChannel line = server.accept();
        lines.add(line);
        answer(line);
      }
    } catch (IOException e) {
      lines.clear(); // closed
    }
  }

  private void answer(SocketChannel line) {
    byte[] bytes = new byte[65536];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      while (line.read(buffer.clear()) >= 0) {
        buffer.flip();
        synchronized (heard) {
          heard.write(bytes, 0, buffer.limit());
        }
        while (echo && buffer.hasRemaining()) {
          line.write(buffer);
        }
      }
    } catch (IOException e) {
      lines.remove(line); // hung up
    }
  }

  void echoes(boolean now) {
    echo = now;
  }

  void says(String text) throws Exception {
    says(text.getBytes(StandardCharsets.UTF_8));
  }

  void says(byte[] bytes) throws Exception {
    SocketChannel line = lines.poll(10, TimeUnit.SECONDS);
    if (line == null) {
      throw new IOException("nobody connected within 10 s");
    }
    lines.add(line);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      line.write(buffer);
    }
  }

  /** Closes the line; the next is accepted. */
  void hangsUp() throws Exception {
    SocketChannel line = lines.take();
    line.close();
  }

  String heard() {
    synchronized (heard) {
      return heard.toString(StandardCharsets.ISO_8859_1);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (SocketChannel line : lines) {
      line.close();
    }
  }
}
