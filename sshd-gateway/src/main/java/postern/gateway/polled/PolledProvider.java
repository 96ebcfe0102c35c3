package postern.gateway.polled;

import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Opens listeners of a {@link PolledGroup}; a group is made by its constructor, a socket by accept.
 */
final class PolledProvider extends AsynchronousChannelProvider {
  @Override
  public AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
      @Nullable AsynchronousChannelGroup group) throws IOException {
    if (group instanceof PolledGroup polled) {
      return new PolledListener(this, polled);
    }
    throw new IllegalArgumentException("not a polled group: " + group);
  }

  @Override
  public AsynchronousSocketChannel openAsynchronousSocketChannel(
      @Nullable AsynchronousChannelGroup group) {
    throw new UnsupportedOperationException("the door is connected to, it connects to nobody");
  }

  @Override
  public AsynchronousChannelGroup openAsynchronousChannelGroup(int threads, ThreadFactory factory) {
    throw new UnsupportedOperationException("new PolledGroup(name) makes one");
  }

  @Override
  public AsynchronousChannelGroup openAsynchronousChannelGroup(
      ExecutorService executor, int initialSize) {
    throw new UnsupportedOperationException("new PolledGroup(name) makes one");
  }
}
