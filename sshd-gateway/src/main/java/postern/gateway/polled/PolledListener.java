package postern.gateway.polled;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AcceptPendingException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Accepts one connection at a time, each told to the one who asked for it. Any thread may ask. */
final class PolledListener extends AsynchronousServerSocketChannel implements PolledGroup.Polled {
  private final PolledGroup group;
  private final ServerSocketChannel channel;
  private final SelectionKey key;

  /** Guarded by this. */
  private @Nullable Asked<?> asked;

  /** Who waits for a connection. */
  private record Asked<A>(
      @Nullable A attachment, CompletionHandler<AsynchronousSocketChannel, ? super A> handler) {
    void completed(AsynchronousSocketChannel socket) {
      handler.completed(socket, attachment);
    }

    void failed(Throwable cause) {
      handler.failed(cause, attachment);
    }
  }

  PolledListener(PolledProvider provider, PolledGroup group) throws IOException {
    super(provider);
    this.group = group;
    channel = ServerSocketChannel.open();
    try {
      key = group.register(channel, this);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public AsynchronousServerSocketChannel bind(@Nullable SocketAddress local, int backlog)
      throws IOException {
    channel.bind(local, backlog);
    return this;
  }

  @Override
  public <A> void accept(
      @Nullable A attachment, CompletionHandler<AsynchronousSocketChannel, ? super A> handler) {
    Asked<A> asking = new Asked<>(attachment, handler);
    synchronized (this) {
      if (asked != null) {
        throw new AcceptPendingException();
      }
      if (channel.isOpen()) {
        asked = asking;
        key.interestOps(SelectionKey.OP_ACCEPT);
        group.changed();
        return;
      }
    }
    group.end(() -> asking.failed(new ClosedChannelException()));
  }

  /** On the group's thread. */
  @Override
  public void ready(SelectionKey ready) {
    Asked<?> asking;
    synchronized (this) {
      asking = asked;
      asked = null;
    }
    if (asking != null) {
      try {
        SocketChannel accepted = channel.accept();
        if (accepted == null) {
          again(asking);
          return;
        }
        asking.completed(new PolledSocket(provider(), group, accepted));
      } catch (IOException e) {
        // Most likely there are no descriptors left, and the connection still waits: no use in
        // haste.
        CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS)
            .execute(() -> group.end(() -> asking.failed(e)));
      }
    }
    synchronized (this) {
      if (asked == null && key.isValid()) {
        key.interestOps(0);
      }
    }
  }

  /** The connection that was there has gone before it could be accepted. */
  private synchronized void again(Asked<?> asking) {
    asked = asking;
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Asked<?> waiting;
    synchronized (this) {
      waiting = asked;
      asked = null;
    }
    group.changed();
    if (waiting != null) {
      group.end(() -> waiting.failed(new AsynchronousCloseException()));
    }
  }

  @Override
  public Future<AsynchronousSocketChannel> accept() {
    throw new UnsupportedOperationException("accept with a handler");
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return channel.getLocalAddress();
  }

  @Override
  public <T> AsynchronousServerSocketChannel setOption(SocketOption<T> name, T value)
      throws IOException {
    channel.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return channel.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return channel.supportedOptions();
  }
}
