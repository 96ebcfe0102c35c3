package postern.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Opens many sessions, some at a time, each at a machine of its own. */
final class Sessions {
  private static final int AT_ONCE = 8;
  private static final int TALKING = 10 * NumberedLine.LENGTH;
  private static final long SETTLE_MILLIS = 700;

  /** Opens one. */
  interface Opening<T> {
    T open(String machine) throws IOException;
  }

  private Sessions() {}

  /** All are attached for certain: each has shown its machine, which is quiet afterwards. */
  static <T> List<T> open(
      Bench bench, Gateway gateway, int count, Opening<T> opening, Function<T, Viewer> viewer)
      throws IOException, InterruptedException {
    List<Future<T>> all = new ArrayList<>();
    List<T> open = new ArrayList<>();
    bench.orders().order("rate " + gateway.prefix() + "* " + TALKING);
    try (ExecutorService some = Executors.newFixedThreadPool(AT_ONCE)) {
      for (int i = 0; i < count; i++) {
        String machine = FakeMachines.name(gateway.prefix(), i);
        all.add(
            some.submit(() -> {
              T session = opening.open(machine);
              if (viewer.apply(session).awaitConsole(20) < 0) {
                throw new IOException(machine + " showed nothing");
              }
              return session;
            }));
      }
      for (Future<T> each : all) {
        open.add(each.get());
      }
    } catch (ExecutionException e) {
      open.forEach(each -> viewer.apply(each).close());
      throw new IOException(gateway.name() + ": " + String.valueOf(e.getCause()), e);
    } finally {
      bench.orders().order("quiet " + gateway.prefix() + "*");
    }
    Thread.sleep(SETTLE_MILLIS);
    return open;
  }
}
