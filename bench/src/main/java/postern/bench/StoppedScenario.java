package postern.bench;

import java.io.IOException;
import java.util.List;

/** Two watch a console that says 10 MB/s; the ssh of one is stopped. */
final class StoppedScenario implements Bench.Scenario {
  private static final long RATE = 10_000_000;
  private static final String NAME = "one viewer stopped: ";
  private static final String OTHER = NAME + "rate of the other";
  private static final String GROWTH = NAME + "memory grows by";

  @Override
  public void run(Bench bench) throws IOException, InterruptedException {
    for (int round = 0; round < bench.rounds(); round++) {
      ColdAndWarm.round(bench, bench.shared(round), "t", 4, gateway -> new Two(bench, gateway));
    }
    for (String when : List.of(", cold", ", warm")) {
      bench.report().aim(OTHER + when, Report.Aim.least(0.95));
    }
    bench.report().aim(GROWTH + ", warm", Report.Aim.most(16));
  }

  private static final class Two implements ColdAndWarm.Work {
    private final Bench bench;
    private final Gateway gateway;
    private final Watchers watchers;

    Two(Bench bench, Gateway gateway) throws IOException, InterruptedException {
      this.bench = bench;
      this.gateway = gateway;
      String machine = FakeMachines.name(gateway.prefix(), 3);
      bench.orders().order("rate " + machine + " " + RATE);
      watchers = new Watchers(bench, gateway, machine, 2);
    }

    /** Both read for a third of the time, one is stopped for the rest of it. */
    @Override
    public List<ColdAndWarm.Value> until(long nanos) throws IOException, InterruptedException {
      long millis = Math.max(300, (nanos - System.nanoTime()) / 1_000_000);
      double before = rate(millis / 3);
      long memory = gateway.usage().pssKb();
      signal("-STOP");
      double during = rate(millis - millis / 3);
      double grown = (gateway.usage().pssKb() - memory) / 1e3;
      signal("-CONT");
      return List.of(
          new ColdAndWarm.Value(NAME + "MB/s before", "MB/s", before),
          new ColdAndWarm.Value(OTHER, "of before", during / before),
          new ColdAndWarm.Value(GROWTH, "MB", grown));
    }

    @Override
    public List<ColdAndWarm.Value> end() {
      return List.of(
          new ColdAndWarm.Value(NAME + "lines the other misses", "", watchers.missing()[0]));
    }

    /** MB/s of the first. */
    private double rate(long millis) throws InterruptedException {
      long lines = watchers.lines()[0];
      long began = System.nanoTime();
      Thread.sleep(millis);
      double seconds = (System.nanoTime() - began) / 1e9;
      return (watchers.lines()[0] - lines) * (double) NumberedLine.LENGTH / 1e6 / seconds;
    }

    private void signal(String what) throws IOException, InterruptedException {
      String pid = watchers.viewer(1).pid() + "";
      bench.processes().run(bench.folder().resolve("kill.log"), List.of("kill", what, pid));
    }

    @Override
    public void close() {
      watchers.close();
    }
  }
}
