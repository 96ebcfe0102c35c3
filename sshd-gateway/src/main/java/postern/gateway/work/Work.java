package postern.gateway.work;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Work of unknown length, done in steps. The thread that starts it waits while the steps run
 * elsewhere, a slice at a time, so the data that the steps use needs no locks. Only that thread
 * calls the methods, except {@link #stopped}, which the steps call.
 */
public interface Work extends AutoCloseable {
  /** One step. It is short, or it asks {@link Work#stopped} now and then. */
  @FunctionalInterface
  interface Step {
    /** Returns false when there is no more to do. */
    boolean take() throws IOException;
  }

  /** Reads a value. */
  @FunctionalInterface
  interface Source<T> {
    T read() throws IOException;
  }

  /** What the waiting thread does between slices, such as output that may wait for a client. */
  interface Pause {
    /** Whether the slice must end for a pause. Called after each step. */
    boolean due();

    /** Called by the waiting thread after each slice. */
    void take();
  }

  /** Thrown when the work is stopped: its person has gone, time is up, or the gateway stops. */
  final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Stopped() {
      super("stopped before it was done");
    }
  }

  /**
   * Runs a step again and again until it returns false.
   *
   * @throws Stopped if the work is stopped
   */
  void run(Step step) throws IOException;

  /** Whether the work is stopped. */
  boolean stopped();

  /** Sets what the waiting thread does between slices from now on. */
  void pause(Pause pause);

  /** Waits without a thread of the pool. */
  void rest(Duration length);

  /** Ends the work; another one of the person may start. */
  @Override
  void close();

  /** Runs one step that returns a value. */
  @SuppressWarnings("unchecked")
  default <T> T call(Source<T> source) throws IOException {
    Object[] result = new Object[1];
    run(() -> {
      result[0] = source.read();
      return false;
    });
    return (T) result[0];
  }

  /** Opens a stream, passes each element on, and closes it. */
  default <T> void each(Source<Stream<T>> source, Consumer<T> consumer) throws IOException {
    try (Stream<T> stream = call(source)) {
      Iterator<T> elements = stream.iterator();
      run(() -> {
        boolean more = elements.hasNext();
        if (more) {
          consumer.accept(elements.next());
        }
        return more;
      });
    }
  }

  /** Returns work that the calling thread does itself, for use outside the pool. */
  static Work here() {
    return new Work() {
      private Pause pause = PoolWork.NO_PAUSE;

      @Override
      public void run(Step step) throws IOException {
        boolean more = true;
        while (more) {
          more = step.take();
          if (!more || pause.due()) {
            pause.take();
          }
        }
      }

      @Override
      public boolean stopped() {
        return false;
      }

      @Override
      public void pause(Pause with) {
        pause = with;
      }

      @Override
      public void rest(Duration length) {
        LockSupport.parkNanos(length.toNanos());
      }

      @Override
      public void close() {
        // there is no queue
      }
    };
  }
}
