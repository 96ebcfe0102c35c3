package postern.gateway.ssh;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.InterruptedByTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.io.nio2.Nio2CompletionHandler;
import org.apache.sshd.common.io.nio2.Nio2DefaultIoWriteFuture;
import org.apache.sshd.common.io.nio2.Nio2Service;
import org.apache.sshd.common.io.nio2.Nio2Session;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.util.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A transport whose writes usually complete before they return. NIO2 hands the completion of a
 * write that another thread started to a thread of its own, which delays the next key on a machine
 * with few cores; here the completion runs on the writing thread. If the socket does not accept a
 * write at once, a virtual thread waits for it. Input that arrives before login or during a key
 * exchange is handed to the login threads, since it may cost milliseconds of computation.
 */
final class DirectWriteSession extends Nio2Session {
  private static final Duration STUCK = Duration.ofSeconds(55);

  /**
   * With this much output waiting, nothing more is read from the client until half of it is
   * written, because requests cause replies. The output of ten channels is less, so keys are still
   * read during a flood.
   */
  private static final long UNREAD = 2 << 20;

  /**
   * The write cycles that completions on this thread started. They run one after the other instead
   * of recursively.
   */
  private static final ThreadLocal<@Nullable ArrayDeque<Runnable>> CYCLES = new ThreadLocal<>();

  private final SshIoServiceFactory io;

  /** Used by the reading thread only. */
  private @Nullable ClientConnection connection;

  /** Set by the accepting thread, then used by the reading thread only. */
  private @Nullable Arrival arrival;

  /** The memory of output that waits to be written. */
  private final AtomicLong unwritten = new AtomicLong();

  /** The next read, while the client does not read its output. */
  private final AtomicReference<@Nullable Runnable> heldRead = new AtomicReference<>();

  DirectWriteSession(
      SshIoServiceFactory io,
      Nio2Service service,
      IoHandler handler,
      AsynchronousSocketChannel socket,
      SocketAddress accepted)
      throws IOException {
    super(service, io.getFactoryManager(), handler, socket, accepted);
    this.io = io;
  }

  /**
   * Starts the next read, after the last one was processed. Between keys MINA's own method would
   * check whether reading is suspended, which happens only before login, and look up a timeout,
   * which is not set.
   */
  @Override
  protected void doReadCycle(ByteBuffer buffer, Nio2CompletionHandler<Integer, Object> completion) {
    if (arrival == null) {
      arrival = new Arrival(completion); // MINA uses one completion for all reads of a connection
    }
    Arrival next = arrival;
    if (unwritten.get() > UNREAD && holdRead(() -> super.doReadCycle(buffer, next))) {
      return;
    }
    if (settled()) {
      buffer.clear();
      getSocket().read(buffer, 0, TimeUnit.MILLISECONDS, null, next);
    } else {
      super.doReadCycle(buffer, next);
    }
  }

  /** Returns false if the client has read enough output meanwhile. */
  private boolean holdRead(Runnable read) {
    heldRead.set(read);
    return unwritten.get() > UNREAD / 2 || heldRead.getAndSet(null) == null;
  }

  @Override
  public IoWriteFuture writeBuffer(Buffer packet) throws IOException {
    count(cost(packet.array().length));
    return super.writeBuffer(packet);
  }

  @Override
  protected void finishWrite(Nio2DefaultIoWriteFuture write) {
    ByteBuffer written = write.getBuffer();
    if (written != null) {
      count(-cost(written.capacity())); // the buffer wraps a whole array
    }
    super.finishWrite(write);
    if (unwritten.get() <= UNREAD / 2) {
      Runnable read = heldRead.getAndSet(null);
      if (read != null) {
        resume(read);
      }
    }
  }

  private void resume(Runnable read) {
    try {
      io.logins().execute(read);
    } catch (RejectedExecutionException e) {
      close(true); // the server is closing
    }
  }

  private static long cost(int capacity) {
    return (long) ClientMemory.OBJECT + capacity;
  }

  private void count(long bytes) {
    unwritten.addAndGet(bytes);
    if (getAttribute(AbstractSession.SESSION) instanceof ClientConnection begun) {
      begun.hold(bytes);
    }
  }

  /** Processes input at once, or on a login thread if that may take long. */
  private final class Arrival extends Nio2CompletionHandler<Integer, Object> {
    private final Nio2CompletionHandler<Integer, Object> reading;

    Arrival(Nio2CompletionHandler<Integer, Object> reading) {
      this.reading = reading;
    }

    /** Runs at once. MINA's own method only adds a security manager's context. */
    @Override
    public void completed(Integer count, Object nothing) {
      onCompleted(count, nothing);
    }

    @Override
    protected void onCompleted(Integer count, Object nothing) {
      if (settled()) {
        reading.completed(count, nothing);
        return;
      }
      try {
        io.logins().execute(() -> reading.completed(count, nothing));
      } catch (RejectedExecutionException e) {
        close(true); // the server is closing
      }
    }

    @Override
    protected void onFailed(Throwable cause, Object nothing) {
      reading.failed(cause, nothing);
    }
  }

  private boolean settled() {
    if (connection == null
        && getAttribute(AbstractSession.SESSION) instanceof ClientConnection begun) {
      connection = begun;
    }
    return connection != null && connection.settled();
  }

  @Override
  protected void doWriteCycle(
      ByteBuffer buffer, Nio2CompletionHandler<Integer, Object> completion) {
    ArrayDeque<Runnable> outer = CYCLES.get();
    if (outer != null) {
      outer.add(() -> cycle(buffer, completion));
      return;
    }
    ArrayDeque<Runnable> more = new ArrayDeque<>();
    CYCLES.set(more);
    try {
      cycle(buffer, completion);
      for (Runnable next = more.poll(); next != null; next = more.poll()) {
        next.run();
      }
    } finally {
      CYCLES.remove();
    }
  }

  private void cycle(ByteBuffer buffer, Nio2CompletionHandler<Integer, Object> completion) {
    Future<Integer> written;
    try {
      written = getSocket().write(buffer);
    } catch (RuntimeException e) {
      completion.failed(e, null);
      return;
    }
    if (written.isDone()) {
      finish(written, completion);
    } else {
      Thread.ofVirtual().name("ssh-write").start(() -> finish(written, completion));
    }
  }

  private static void finish(
      Future<Integer> written, Nio2CompletionHandler<Integer, Object> completion) {
    int count;
    try {
      count = written.get(STUCK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      completion.failed(e.getCause() == null ? e : e.getCause(), null);
      return;
    } catch (TimeoutException e) {
      completion.failed(new InterruptedByTimeoutException(), null);
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      completion.failed(e, null);
      return;
    }
    completion.completed(count, null);
  }
}
