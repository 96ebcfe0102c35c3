package postern.gateway.polled;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ReadPendingException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritePendingException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection. One read at a time, which ends on the group's thread; one write at a time, which
 * has ended when it returns unless the socket is full. Neither has a time limit of its own. Any
 * thread may call.
 */
final class PolledSocket extends AsynchronousSocketChannel implements PolledGroup.Polled {
  private final PolledGroup group;
  private final SocketChannel channel;
  private final SelectionKey key;

  /** Guarded by this. */
  private @Nullable Reading<?> reading;

  /** Held while one writes, so that reading waits for no writer. */
  private final Object turn = new Object();

  /** Guarded by turn. */
  private @Nullable Writing writing;

  /** A read that waits for bytes. */
  private record Reading<A>(
      ByteBuffer into, @Nullable A attachment, CompletionHandler<Integer, ? super A> handler) {
    void completed(int count) {
      handler.completed(count, attachment);
    }

    void failed(Throwable cause) {
      handler.failed(cause, attachment);
    }
  }

  /** A write that waits for room. */
  private record Writing(ByteBuffer from, CompletableFuture<Integer> written) {}

  /** Of a connection just accepted; closes it where it cannot be polled. */
  PolledSocket(AsynchronousChannelProvider provider, PolledGroup group, SocketChannel channel)
      throws IOException {
    super(provider);
    this.group = group;
    this.channel = channel;
    try {
      key = group.register(channel, this);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public <A> void read(
      ByteBuffer into,
      long timeout,
      TimeUnit unit,
      @Nullable A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    if (timeout > 0) {
      throw new UnsupportedOperationException("a read has no time limit here");
    }
    Reading<A> begun = new Reading<>(into, attachment, handler);
    synchronized (this) {
      if (reading != null) {
        throw new ReadPendingException();
      }
      if (channel.isOpen()) {
        reading = begun;
        want(SelectionKey.OP_READ);
        return;
      }
    }
    group.end(() -> begun.failed(new ClosedChannelException()));
  }

  @Override
  public Future<Integer> write(ByteBuffer from) {
    try {
      synchronized (turn) {
        if (writing != null) {
          throw new WritePendingException();
        }
        int count = channel.write(from);
        if (count > 0 || !from.hasRemaining()) {
          return CompletableFuture.completedFuture(count);
        }
        writing = new Writing(from, new CompletableFuture<>());
        want(SelectionKey.OP_WRITE);
        return writing.written;
      }
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The interest stays until the poll finds nobody waiting, so most times it is there. */
  private void want(int operation) {
    try {
      if ((key.interestOpsOr(operation) & operation) == 0) {
        group.changed();
      }
    } catch (CancelledKeyException e) {
      // Closed just now, and the closer fails what waits.
    }
  }

  /** On the group's thread. */
  @Override
  public void ready(SelectionKey ready) {
    if (ready.isValid() && ready.isReadable()) {
      arrived();
    }
    if (ready.isValid() && ready.isWritable()) {
      drained();
    }
  }

  private void arrived() {
    Reading<?> waiting;
    synchronized (this) {
      waiting = reading;
      reading = null;
    }
    if (waiting != null) {
      int count;
      try {
        count = channel.read(waiting.into);
      } catch (IOException e) {
        waiting.failed(e);
        rest();
        return;
      }
      if (count == 0 && waiting.into.hasRemaining()) {
        again(waiting);
        return;
      }
      waiting.completed(count);
    }
    rest();
  }

  /** Where nobody waits any more the poll shall not tell of it over and over. */
  private synchronized void rest() {
    if (reading == null && key.isValid()) {
      key.interestOpsAnd(~SelectionKey.OP_READ);
    }
  }

  /** Told of bytes that were not there. */
  private void again(Reading<?> waiting) {
    synchronized (this) {
      if (channel.isOpen()) {
        reading = waiting;
        return;
      }
    }
    waiting.failed(new AsynchronousCloseException());
  }

  private void drained() {
    synchronized (turn) {
      Writing waiting = writing;
      if (waiting != null) {
        int count;
        try {
          count = channel.write(waiting.from);
        } catch (IOException e) {
          writing = null;
          waiting.written.completeExceptionally(e);
          return;
        }
        if (count == 0) {
          return;
        }
        writing = null;
        waiting.written.complete(count);
      }
      key.interestOpsAnd(~SelectionKey.OP_WRITE);
    }
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      group.changed();
      Reading<?> unread;
      synchronized (this) {
        unread = reading;
        reading = null;
      }
      if (unread != null) {
        group.end(() -> unread.failed(new AsynchronousCloseException()));
      }
      synchronized (turn) {
        if (writing != null) {
          writing.written.completeExceptionally(new AsynchronousCloseException());
          writing = null;
        }
      }
    }
  }

  @Override
  public AsynchronousSocketChannel shutdownInput() throws IOException {
    channel.shutdownInput();
    return this;
  }

  @Override
  public AsynchronousSocketChannel shutdownOutput() throws IOException {
    channel.shutdownOutput();
    return this;
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return channel.getLocalAddress();
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    return channel.getRemoteAddress();
  }

  @Override
  public <T> AsynchronousSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
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

  @Override
  public AsynchronousSocketChannel bind(@Nullable SocketAddress local) {
    throw new UnsupportedOperationException("bound when it was accepted");
  }

  @Override
  public <A> void connect(
      SocketAddress remote, @Nullable A attachment, CompletionHandler<Void, ? super A> handler) {
    throw new UnsupportedOperationException("connected when it was accepted");
  }

  @Override
  public Future<Void> connect(SocketAddress remote) {
    throw new UnsupportedOperationException("connected when it was accepted");
  }

  @Override
  public Future<Integer> read(ByteBuffer into) {
    throw new UnsupportedOperationException("read with a handler");
  }

  @Override
  public <A> void read(
      ByteBuffer[] into,
      int offset,
      int length,
      long timeout,
      TimeUnit unit,
      @Nullable A attachment,
      CompletionHandler<Long, ? super A> handler) {
    throw new UnsupportedOperationException("read into one buffer");
  }

  @Override
  public <A> void write(
      ByteBuffer from,
      long timeout,
      TimeUnit unit,
      @Nullable A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    throw new UnsupportedOperationException("write and look at the future");
  }

  @Override
  public <A> void write(
      ByteBuffer[] from,
      int offset,
      int length,
      long timeout,
      TimeUnit unit,
      @Nullable A attachment,
      CompletionHandler<Long, ? super A> handler) {
    throw new UnsupportedOperationException("write one buffer");
  }
}
