package postern.gateway.work;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One piece of work in the pool. */
final class PoolWork implements Work {
  static final Pause NO_PAUSE =
      new Pause() {
        @Override
        public boolean due() {
          return false;
        }

        @Override
        public void take() {
          // nothing to write
        }
      };

  /** How long steps are taken before it is another's turn. */
  private static final long SLICE = Duration.ofMillis(10).toNanos();

  /** How often the waiting thread looks whether this is still wanted. */
  private static final long LOOK_MILLIS = 50;

  private final WorkPool pool;
  private final String person;
  private final boolean counted;
  private final BooleanSupplier unwanted;
  private Pause pause = NO_PAUSE;
  private boolean closed;
  private volatile boolean stopped;

  PoolWork(WorkPool pool, String person, boolean counted, BooleanSupplier unwanted) {
    this.pool = pool;
    this.person = person;
    this.counted = counted;
    this.unwanted = unwanted;
  }

  String person() {
    return person;
  }

  /** Steps that are taken in one turn. */
  final class Slice {
    private final Step step;
    private final Pause pauses = pause;
    private final CountDownLatch done = new CountDownLatch(1);
    // written by the pool before done
    private boolean more;
    private boolean refused;
    private @Nullable Throwable failure;

    Slice(Step step) {
      this.step = step;
    }

    String person() {
      return person;
    }

    /** On a thread of the pool. */
    void take() {
      try {
        long end = System.nanoTime() + SLICE;
        do {
          more = step.take();
        } while (more && !stopped && !pauses.due() && System.nanoTime() - end < 0);
      } catch (Throwable e) {
        failure = e;
      } finally {
        done.countDown();
      }
    }

    /** The pool closes. */
    void refuse() {
      refused = true;
      done.countDown();
    }
  }

  @Override
  public void run(Step step) throws IOException {
    boolean more = true;
    while (more) {
      if (stopped || unwanted.getAsBoolean()) {
        stopped = true;
        throw new Stopped();
      }
      Slice slice = new Slice(step);
      pool.submit(slice);
      await(slice);
      more = result(slice);
      pause.take();
    }
  }

  /** A slice under way is waited for: it works on what this thread will close. */
  private void await(Slice slice) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (slice.done.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            return;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
        if (!stopped && (interrupted || unwanted.getAsBoolean())) {
          stopped = true;
          if (pool.withdraw(slice)) {
            throw new Stopped();
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean result(Slice slice) throws IOException {
    if (slice.refused) {
      throw new Stopped();
    }
    switch (slice.failure) {
      case null -> {
        return slice.more;
      }
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean stopped() {
    return stopped;
  }

  @Override
  public void pause(Pause with) {
    pause = with;
  }

  @Override
  public void rest(Duration length) {
    long end = System.nanoTime() + length.toNanos();
    for (long left = length.toNanos(); left > 0; left = end - System.nanoTime()) {
      if (pool.closed() || unwanted.getAsBoolean() || !rested(left)) {
        stopped = true;
        throw new Stopped();
      }
    }
  }

  /** False when interrupted. */
  private static boolean rested(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    if (!closed && counted) {
      pool.ended(person);
    }
    closed = true;
  }
}
