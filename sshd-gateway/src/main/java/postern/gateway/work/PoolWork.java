package postern.gateway.work;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Work whose steps run in a {@link WorkPool}. */
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

  /** The length of a turn. */
  private static final long SLICE = Duration.ofMillis(10).toNanos();

  /** How often the waiting thread checks whether the work is still wanted. */
  private static final long CHECK_MILLIS = 50;

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

  /** The steps of one turn. */
  final class Slice {
    private final Step step;
    private final Pause pauses = pause;
    private final CountDownLatch done = new CountDownLatch(1);
    // written by the pool before done is counted down
    private boolean more;
    private boolean refused;
    private @Nullable Throwable failure;

    Slice(Step step) {
      this.step = step;
    }

    String person() {
      return person;
    }

    /** Runs the steps, on a thread of the pool. */
    void run() {
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

    /** Ends the slice without running it, because the pool is closed. */
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

  /** Waits for a slice. A running slice is never abandoned, because this thread closes its data. */
  private void await(Slice slice) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (slice.done.await(CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
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
      if (pool.closed() || unwanted.getAsBoolean() || !slept(left)) {
        stopped = true;
        throw new Stopped();
      }
    }
  }

  /** Sleeps for a while; returns false if interrupted. */
  private static boolean slept(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(CHECK_MILLIS)));
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
