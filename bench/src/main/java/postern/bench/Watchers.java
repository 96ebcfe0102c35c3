package postern.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Clients at one console, each with a check of what it got. */
final class Watchers implements AutoCloseable {
  private final List<Viewer> viewers = new ArrayList<>();
  private final List<SequenceCheck> checks = new ArrayList<>();

  Watchers(Bench bench, Gateway gateway, String machine, int count)
      throws IOException, InterruptedException {
    try {
      for (int i = 0; i < count; i++) {
        SequenceCheck check = new SequenceCheck(machine);
        checks.add(check);
        viewers.add(
            new Viewer(
                bench,
                gateway.attach(machine),
                machine,
                (bytes, n, _) -> {
                  synchronized (check) {
                    check.take(bytes, 0, n);
                  }
                }));
      }
      for (Viewer viewer : viewers) {
        if (viewer.awaitConsole(15) < 0) {
          throw new IOException(gateway.name() + " showed nothing of " + machine);
        }
      }
    } catch (IOException | InterruptedException e) {
      close();
      throw e;
    }
  }

  Viewer viewer(int number) {
    return viewers.get(number);
  }

  long[] lines() {
    return each(SequenceCheck::lines);
  }

  long[] missing() {
    return each(SequenceCheck::missing);
  }

  /** Lines that the machine has printed since a viewer's first and the viewer has not. */
  long[] absent(long printed) {
    return each(check -> check.absent(printed));
  }

  /** Lines that came twice, and places where a line is cut or something else stands in it. */
  long damaged() {
    return Arrays.stream(each(check -> check.doubled() + check.damaged())).sum();
  }

  /** Waits until every viewer has the last line that the machine printed, or the time is over. */
  void awaitLine(long printed, int seconds) throws InterruptedException {
    long until = System.nanoTime() + seconds * 1_000_000_000L;
    while (Arrays.stream(each(SequenceCheck::next)).min().orElse(printed) < printed
        && System.nanoTime() < until) {
      Thread.sleep(20);
    }
  }

  private long[] each(java.util.function.ToLongFunction<SequenceCheck> what) {
    long[] values = new long[checks.size()];
    for (int i = 0; i < values.length; i++) {
      synchronized (checks.get(i)) {
        values[i] = what.applyAsLong(checks.get(i));
      }
    }
    return values;
  }

  @Override
  public void close() {
    viewers.forEach(Viewer::close);
  }
}
