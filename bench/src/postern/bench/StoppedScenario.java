package postern.bench;

import java.io.IOException;
import java.util.List;

/** Two watch a console that says 10 MB/s; the ssh of one is stopped. */
final class StoppedScenario implements Bench.Scenario {
  private static final long RATE = 10_000_000;
  private static final String OTHER = "one viewer stopped: rate of the other";
  private static final String GROWTH = "one viewer stopped: memory grows by";

  @Override
  public void run(Bench bench) throws IOException, InterruptedException {
    for (int round = 0; round < (bench.quick() ? 1 : 2); round++) {
      for (Gateway gateway : bench.gateways()) {
        if (gateway.shared()) {
          measure(bench, gateway);
        }
      }
    }
    bench.report().floor(OTHER, Report.Floor.least(0.95));
    bench.report().floor(GROWTH, Report.Floor.most(16));
  }

  private static void measure(Bench bench, Gateway gateway)
      throws IOException, InterruptedException {
    String machine = FakeMachines.name(gateway.prefix(), 3);
    bench.orders().order("rate " + machine + " " + RATE);
    try (Watchers two = new Watchers(bench, gateway, machine, 2)) {
      Thread.sleep(bench.quick() ? 3000 : 8000); // warm: buffers and heap are as large as they get
      double before = rate(two, bench.quick() ? 2000 : 4000);
      long memory = gateway.usage().pssKb();
      signal(bench, "-STOP", two.viewer(1));
      double during = rate(two, bench.quick() ? 5000 : 10_000);
      long grown = gateway.usage().pssKb() - memory;
      signal(bench, "-CONT", two.viewer(1));
      bench.report().add("one viewer stopped: MB/s before", "MB/s", gateway.name(), before);
      bench.report().add(OTHER, "of before", gateway.name(), during / before);
      bench.report().add(GROWTH, "MB", gateway.name(), grown / 1e3);
      bench.report().add("... lines the other misses", "", gateway.name(), two.missing()[0]);
    } finally {
      bench.orders().order("quiet " + machine);
    }
  }

  /** MB/s of the first. */
  private static double rate(Watchers watchers, long millis) throws InterruptedException {
    long lines = watchers.lines()[0];
    long began = System.nanoTime();
    Thread.sleep(millis);
    double seconds = (System.nanoTime() - began) / 1e9;
    return (watchers.lines()[0] - lines) * (double) NumberedLine.LENGTH / 1e6 / seconds;
  }

  private static void signal(Bench bench, String what, Viewer viewer)
      throws IOException, InterruptedException {
    bench
        .processes()
        .run(bench.folder().resolve("kill.log"), List.of("kill", what, viewer.pid() + ""));
  }
}
