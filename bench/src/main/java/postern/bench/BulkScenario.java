package postern.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A console that prints as much as it can to one viewer and to ten, and one that prints 10 MB/s to
 * two. Every line is checked at the viewers; what a gateway left out is no output delivered.
 */
final class BulkScenario implements Bench.Scenario {
  private static final String ONE = "bulk, 1 viewer";
  private static final String TEN = "bulk, 10 viewers";
  private static final String STEADY = "10 MB/s, 2 viewers";
  private static final int STEADY_RATE = 10_000_000;
  private static final int SLOW_RATE = 100 * NumberedLine.LENGTH;

  @Override
  public void run(Bench bench) throws IOException, InterruptedException {
    for (int round = 0; round < bench.rounds(); round++) {
      ColdAndWarm.round(
          bench, bench.all(round), "b", 4, gateway -> new Flood(bench, gateway, ONE, 1));
      ColdAndWarm.round(
          bench, bench.shared(round), "b", 4, gateway -> new Flood(bench, gateway, TEN, 10));
      ColdAndWarm.round(
          bench, bench.shared(round), "b", 4, gateway -> new Flood(bench, gateway, STEADY, 2));
    }
    Report report = bench.report();
    report.derive(
        "each further viewer: CPU, warm",
        "s/GB",
        ONE + ": CPU, warm",
        TEN + ": CPU, warm",
        (one, ten) -> (10 * ten - one) / 9);
    report.aim(ONE + ": CPU, warm", Report.Aim.most(4));
    report.aim("each further viewer: CPU, warm", Report.Aim.most(1.5));
    report.aim(TEN + ": sum, cold", Report.Aim.leastOf("conserver", 1));
    report.aim(TEN + ": sum, warm", Report.Aim.leastOf("conserver", 2));
    for (String when : List.of(", cold", ", warm")) {
      report.aim(STEADY + ": lines left out" + when, Report.Aim.most(0));
      report.aim(STEADY + ": sum" + when, Report.Aim.least(19.5));
    }
    for (String name : List.of(ONE, TEN, STEADY)) {
      report.aim(name + ": damaged places", Report.Aim.most(0));
    }
  }

  /** The viewers of one console, and what was known of them when the last measurement ended. */
  private static final class Flood implements ColdAndWarm.Work {
    private final Bench bench;
    private final Gateway gateway;
    private final String name;
    private final String machine;
    private final Watchers watchers;

    Flood(Bench bench, Gateway gateway, String name, int viewers)
        throws IOException, InterruptedException {
      this.bench = bench;
      this.gateway = gateway;
      this.name = name;
      machine = FakeMachines.name(gateway.prefix(), 2);
      boolean steady = name.equals(STEADY);
      bench.orders().order("rate " + machine + " " + (steady ? STEADY_RATE : SLOW_RATE));
      watchers = new Watchers(bench, gateway, machine, viewers);
      if (!steady) {
        bench.orders().order("flood " + machine);
      }
    }

    @Override
    public List<ColdAndWarm.Value> until(long nanos) throws IOException, InterruptedException {
      long lines = sum(watchers.lines());
      long missing = sum(watchers.missing());
      double cpu = gateway.cpuSeconds();
      long sent = sent();
      stalls();
      long began = System.nanoTime();
      Thread.sleep(Math.max(0, (nanos - began) / 1_000_000));
      double seconds = (System.nanoTime() - began) / 1e9;
      lines = sum(watchers.lines()) - lines;
      missing = sum(watchers.missing()) - missing;
      cpu = gateway.cpuSeconds() - cpu;
      sent = sent() - sent;
      double gigabytes = lines * (double) NumberedLine.LENGTH / 1e9;
      List<ColdAndWarm.Value> values = new ArrayList<>();
      add(values, "sum", "MB/s", gigabytes * 1e3 / seconds);
      add(values, "CPU", "s/GB", cpu / gigabytes);
      add(values, "lines left out", "", (double) missing);
      add(values, "from machine", "MB/s", sent * (double) NumberedLine.LENGTH / 1e6 / seconds);
      if (name.equals(STEADY)) {
        add(values, "machine waited", "times", (double) stalls());
      }
      return values;
    }

    /** The machine stops and the viewers get what is still on its way. */
    @Override
    public List<ColdAndWarm.Value> end() throws IOException, InterruptedException {
      bench.orders().order("quiet " + machine);
      watchers.awaitLine(sent(), 15);
      List<ColdAndWarm.Value> values = new ArrayList<>();
      double arrived = sum(watchers.lines());
      add(values, "arrived", "MB", arrived * NumberedLine.LENGTH / 1e6);
      double absent = sum(watchers.absent(sent()));
      add(values, "left out", "MB", absent * NumberedLine.LENGTH / 1e6);
      add(values, "damaged places", "", (double) watchers.damaged());
      return values;
    }

    private void add(List<ColdAndWarm.Value> to, String what, String unit, double value) {
      to.add(new ColdAndWarm.Value(name + ": " + what, unit, value));
    }

    private long sent() throws IOException {
      return Long.parseLong(bench.orders().order("sent " + machine));
    }

    private long stalls() throws IOException {
      return Long.parseLong(bench.orders().order("stalls " + machine));
    }

    private static long sum(long[] values) {
      return Arrays.stream(values).sum();
    }

    @Override
    public void close() {
      watchers.close();
    }
  }
}
