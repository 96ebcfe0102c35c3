package postern.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** How many people a second come in, eight at a time, each by a new ssh. */
final class AttachScenario implements Bench.Scenario {
  private static final int AT_ONCE = 8;
  private static final int TALKING = 100 * NumberedLine.LENGTH;

  @Override
  public void run(Bench bench) throws IOException, InterruptedException {
    for (int round = 0; round < bench.rounds(); round++) {
      ColdAndWarm.round(
          bench, bench.all(round), "a", AT_ONCE, gateway -> new Logins(bench, gateway));
    }
    for (String when : List.of(", cold", ", warm")) {
      bench.report().aim("attaches failed, 8 at once" + when, Report.Aim.most(0));
    }
  }

  private record Logins(Bench bench, Gateway gateway) implements ColdAndWarm.Work {
    @Override
    public List<ColdAndWarm.Value> until(long nanos) throws IOException, InterruptedException {
      AtomicInteger done = new AtomicInteger();
      AtomicInteger failed = new AtomicInteger();
      bench.orders().order("rate " + gateway.prefix() + "* " + TALKING);
      double cpu = gateway.cpuSeconds();
      long began = System.nanoTime();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        String machine = FakeMachines.name(gateway.prefix(), i);
        threads.add(
            Thread.ofPlatform()
                .daemon()
                .start(() -> {
                  while (System.nanoTime() < nanos) {
                    (attach(machine) ? done : failed).incrementAndGet();
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      double each = (gateway.cpuSeconds() - cpu) / done.get();
      return List.of(
          new ColdAndWarm.Value("attaches a second, 8 at once", "1/s", done.get() / seconds),
          new ColdAndWarm.Value("attaches failed, 8 at once", "", failed.get()),
          new ColdAndWarm.Value("gateway's CPU an attach", "ms", each * 1e3));
    }

    private boolean attach(String machine) {
      try (Viewer viewer = new Viewer(bench, gateway.attach(machine), machine, (_, _, _) -> {})) {
        return viewer.awaitConsole(15) >= 0;
      } catch (IOException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    @Override
    public void close() {}
  }
}
