package postern.power.testing;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says the same thing to whoever connects, whatever is asked, and then nothing more. */
public final class FakeServer implements AutoCloseable {
  private final Path path;
  private final ServerSocketChannel server;

  private FakeServer(Path path, ServerSocketChannel server) {
    this.path = path;
    this.server = server;
  }

  public static FakeServer saying(Path path, String words) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    FakeServer fake = new FakeServer(path, server);
    Thread.ofVirtual().start(() -> fake.serve(words.getBytes(StandardCharsets.UTF_8)));
    return fake;
  }

  private void serve(byte[] words) {
    try {
      while (server.isOpen()) {
        try (SocketChannel client = server.accept()) {
          say(client, words);
        }
      }
    } catch (IOException e) {
      return; // closed
    }
  }

  private static void say(SocketChannel client, byte[] words) {
    try {
      ByteBuffer all = ByteBuffer.wrap(words);
      while (all.hasRemaining()) {
        client.write(all);
      }
      ByteBuffer ignored = ByteBuffer.allocate(4096);
      while (client.read(ignored.clear()) >= 0) {
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      return; // the client had enough
    }
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(path);
  }
}
