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
 * A transport whose writes are done when they return, where the socket takes them at once, as it
 * nearly always does. NIO2 hands the completion of a write that a session's thread began to another
 * thread, which is then in the way of the next key on a machine with few cores. A write that the
 * socket does not take is waited for on a virtual thread. Reads before login, and while keys are
 * exchanged, are handed to the login threads: their sums take milliseconds.
 */
final class DirectWriteSession extends Nio2Session {
  private static final Duration STUCK = Duration.ofSeconds(55);

  /**
   * From so much waiting output on nothing more is read from the client, until half of it is taken:
   * what it asks makes replies. Output of ten channels is less, so keys are read while they flow.
   */
  private static final long UNREAD = 2 << 20;

  /** Cycles begun by the completion of one on this thread: done in turn, not one in another. */
  private static final ThreadLocal<@Nullable ArrayDeque<Runnable>> CYCLES = new ThreadLocal<>();

  private final SshIoServiceFactory io;

  /** Only of the one who reads. */
  private @Nullable ClientConnection connection;

  /** Begun by the one who accepts, then only of the one who reads. */
  private @Nullable Arrival arrival;

  /** Memory of what waits to be written. */
  private final AtomicLong unwritten = new AtomicLong();

  /** The next read, while the client does not take what it is sent. */
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
   * The next read begins only when this one was dealt with, whoever does. MINA's own looks at each
   * key whether reading is suspended, which it is before login only, and up a chain of maps for a
   * time limit, which there is none.
   */
  @Override
  protected void doReadCycle(ByteBuffer buffer, Nio2CompletionHandler<Integer, Object> completion) {
    if (arrival == null) {
      arrival = new Arrival(completion); // a connection has one completion for all its reads
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

  /** False where the client has taken enough meanwhile. */
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
      count(-cost(written.capacity())); // it wraps a whole array
    }
    super.finishWrite(write);
    if (unwritten.get() <= UNREAD / 2) {
      Runnable read = heldRead.getAndSet(null);
      if (read != null) {
        goOn(read);
      }
    }
  }

  private void goOn(Runnable read) {
    try {
      io.logins().execute(read);
    } catch (RejectedExecutionException e) {
      close(true); // the door is being closed
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

  /** What came: dealt with at once, or by a login thread where that may take long. */
  private final class Arrival extends Nio2CompletionHandler<Integer, Object> {
    private final Nio2CompletionHandler<Integer, Object> reading;

    Arrival(Nio2CompletionHandler<Integer, Object> reading) {
      this.reading = reading;
    }

    /** At once: what MINA does in between is for security managers, of which there are none. */
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
        close(true); // the door is being closed
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
