package postern.power.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Sends the same messages to every client, whatever it requests: the first one at once, and one
 * more after each line from the client.
 */
public final class FakeServer implements AutoCloseable {
  private final Path path;
  private final ServerSocketChannel server;

  private FakeServer(Path path, ServerSocketChannel server) {
    this.path = path;
    this.server = server;
  }

  public static FakeServer sending(Path path, String... words) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    FakeServer fake = new FakeServer(path, server);
    Thread.ofVirtual().start(() -> fake.serve(words));
    return fake;
  }

  private void serve(String[] words) {
    try {
      while (server.isOpen()) {
        try (SocketChannel client = server.accept()) {
          converse(client, words);
        }
      }
    } catch (IOException e) {
      return; // closed
    }
  }

  private static void converse(SocketChannel client, String[] words) {
    try {
      InputStream in = Channels.newInputStream(client);
      say(client, words[0]);
      int said = 1;
      for (int each = in.read(); each >= 0; each = in.read()) {
        if (each == '\n' && said < words.length) {
          say(client, words[said++]);
        }
      }
    } catch (IOException e) {
      return; // the client hung up
    }
  }

  private static void say(SocketChannel client, String words) throws IOException {
    ByteBuffer all = StandardCharsets.UTF_8.encode(words);
    while (all.hasRemaining()) {
      client.write(all);
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
