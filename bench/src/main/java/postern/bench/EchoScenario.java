package postern.bench;

import java.io.IOException;
import java.util.List;

/** From a key typed into ssh to its echo printed by ssh; the machine echoes at once. */
final class EchoScenario implements Bench.Scenario {
  @Override
  public void run(Bench bench) throws IOException, InterruptedException {
    Load one = new Load("echo, 1 session", 1, 50);
    int sessions = bench.quick() ? 20 : 100;
    Load many = new Load("echo, " + sessions + " sessions", sessions, 5);
    for (int round = 0; round < bench.rounds(); round++) {
      for (Load load : List.of(one, many)) {
        ColdAndWarm.round(
            bench,
            bench.all(round),
            "e",
            sessions,
            gateway -> new Typing(load, open(bench, gateway, load.sessions)));
      }
    }
    for (Load load : List.of(one, many)) {
      for (String when : List.of(", cold", ", warm")) {
        bench.report().aim(load.name + ", p99" + when, Report.Aim.mostOf("socat", 1.5));
        bench.report().aim(load.name + ", p99.9" + when, Report.Aim.mostOf("socat", 2));
      }
    }
  }

  /** Keys a second in each session. */
  private record Load(String name, int sessions, int keys) {}

  private static List<Typist> open(Bench bench, Gateway gateway, int count)
      throws IOException, InterruptedException {
    List<Typist> typists =
        Sessions.open(
            bench, gateway, count, name -> new Typist(bench, gateway, name), Typist::viewer);
    bench.orders().order("echo " + gateway.prefix() + "*");
    return typists;
  }

  private record Typing(Load load, List<Typist> typists) implements ColdAndWarm.Work {
    /** Goes round all sessions in even steps. */
    @Override
    public List<ColdAndWarm.Value> until(long nanos) throws IOException, InterruptedException {
      typists.forEach(Typist::take);
      long late = late();
      long step = 1_000_000_000L / ((long) load.keys * typists.size());
      long next = System.nanoTime();
      for (int i = 0; next < nanos; i++) {
        long wait = next - System.nanoTime();
        if (wait > 0) {
          Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
        }
        typists.get(i % typists.size()).type();
        next += step;
      }
      Thread.sleep(200); // for the last echo
      double[] times =
          typists.stream().flatMap(t -> t.take().stream()).mapToDouble(t -> t).toArray();
      return List.of(
          percentile(times, "p50", 50),
          percentile(times, "p99", 99),
          percentile(times, "p99.9", 99.9),
          new ColdAndWarm.Value(load.name + ", keys late or lost", "", late() - late));
    }

    private ColdAndWarm.Value percentile(double[] times, String what, double percent) {
      double value = Report.percentile(times, percent);
      return new ColdAndWarm.Value(load.name + ", " + what, "us", value);
    }

    private long late() {
      return typists.stream().mapToLong(Typist::lost).sum();
    }

    @Override
    public void close() {
      typists.forEach(Typist::close);
    }
  }
}
