package postern.mux.console;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The far end of a line: serves a real socket, one connection after the other. */
final class FakeMachine implements AutoCloseable {
  private final ServerSocketChannel server;
  private final BlockingQueue<SocketChannel> callers = new LinkedBlockingQueue<>();
  private @Nullable SocketChannel caller;

  private FakeMachine(ServerSocketChannel server) {
    this.server = server;
    Thread.ofPlatform().daemon().name("fake-machine").start(this::accept);
  }

  static FakeMachine at(Path path) throws IOException {
    Files.deleteIfExists(path);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    return new FakeMachine(server);
  }

  static FakeMachine onTcp(int port) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return new FakeMachine(server);
  }

  int port() throws IOException {
    SocketAddress address = server.getLocalAddress();
    return ((InetSocketAddress) address).getPort();
  }

  private void accept() {
    try {
      while (true) {
        callers.add(server.accept());
      }
    } catch (IOException closed) {
      callers.clear();
    }
  }

  SocketChannel caller() throws IOException {
    SocketChannel now = caller;
    try {
      now = now == null ? callers.poll(10, TimeUnit.SECONDS) : now;
    } catch (InterruptedException stop) {
      throw new IOException(stop);
    }
    if (now == null) {
      throw new IOException("nobody called");
    }
    caller = now;
    return now;
  }

  void says(String text) throws IOException {
    says(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void says(byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      caller().write(left);
    }
  }

  byte[] hears(int count) throws IOException {
    ByteBuffer heard = ByteBuffer.allocate(count);
    while (heard.hasRemaining() && caller().read(heard) >= 0) {}
    return java.util.Arrays.copyOf(heard.array(), heard.position());
  }

  void hangsUp() throws IOException {
    caller().close();
    caller = null;
  }

  @Override
  public void close() throws IOException {
    server.close();
    if (caller != null) {
      caller.close();
    }
    for (SocketChannel waiting : callers) {
      waiting.close();
    }
  }
}
