package postern.bench;

import java.io.IOException;
import java.util.ArrayList;
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
                gateway.watch(machine),
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

  long wrong() {
    long sum = 0;
    for (long each : each(check -> check.doubled() + check.breaks())) {
      sum += each;
    }
    return sum;
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
