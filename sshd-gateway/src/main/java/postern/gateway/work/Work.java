package postern.gateway.work;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Work of unknown length, taken in steps. The thread that began it waits while the steps run
 * elsewhere, a slice at a time, so what the steps touch needs no locks. Only that thread calls the
 * methods; {@link #stopped} is for the steps.
 */
public interface Work extends AutoCloseable {
  /** One step; false when there is no more to do. Short, or it asks {@link Work#stopped}. */
  @FunctionalInterface
  interface Step {
    boolean take() throws IOException;
  }

  /** Something that is read. */
  @FunctionalInterface
  interface Source<T> {
    T read() throws IOException;
  }

  /** What is done on the waiting thread between two slices: output that may wait for a client. */
  interface Pause {
    /** Asked after each step: the slice shall end. */
    boolean due();

    void take();
  }

  /** Whoever wanted this has gone, time is up, or the gateway stops. */
  final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Stopped() {
      super("stopped before it was done");
    }
  }

  /**
   * Takes steps until there is no more to do.
   *
   * @throws Stopped when it is not wanted any more
   */
  void run(Step step) throws IOException;

  /** Whether this is not wanted any more. */
  boolean stopped();

  /** From now on, between slices. */
  void pause(Pause pause);

  /** Waits, holding up nobody. */
  void rest(Duration length);

  /** Gives the place in the queue back. */
  @Override
  void close();

  /** One step with a result. */
  @SuppressWarnings("unchecked")
  default <T> T call(Source<T> source) throws IOException {
    Object[] result = new Object[1];
    run(() -> {
      result[0] = source.read();
      return false;
    });
    return (T) result[0];
  }

  /** Takes everything from a stream, which is opened, read and closed here. */
  default <T> void each(Source<Stream<T>> source, java.util.function.Consumer<T> to)
      throws IOException {
    try (Stream<T> all = call(source)) {
      Iterator<T> left = all.iterator();
      run(() -> {
        boolean more = left.hasNext();
        if (more) {
          to.accept(left.next());
        }
        return more;
      });
    }
  }

  /** Work that is done by the thread that asks for it: where there is nobody else. */
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
