package postern.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** From a key typed into ssh to its echo printed by ssh; the machine echoes at once. */
final class EchoScenario implements Bench.Scenario {
  @Override
  public void run(Bench bench) throws IOException, InterruptedException {
    measure(bench, new Load("echo, 1 session", 1, 50));
    bench.report().floor("echo, 1 session, p50", Report.Floor.mostOf("socat", 0.8));
    int sessions = bench.quick() ? 20 : 100;
    String many = "echo, " + sessions + " sessions";
    measure(bench, new Load(many, sessions, 5));
    bench.report().floor(many + ", p50", Report.Floor.mostOf("socat", 1.0));
    bench.report().floor(many + ", p99", Report.Floor.mostOf("conserver", 1.0));
    for (String prefix : List.of("s", "c", "p")) {
      bench.orders().order("quiet " + prefix + "*");
    }
  }

  /** Keys a second in each session. */
  private record Load(String name, int sessions, int keys) {}

  private static void measure(Bench bench, Load load) throws IOException, InterruptedException {
    List<List<Typist>> all = new ArrayList<>();
    try {
      for (Gateway gateway : bench.gateways()) {
        List<Typist> typists = open(bench, gateway, load.sessions);
        all.add(typists);
        warm(bench, load, gateway.name(), typists);
      }
      for (int round = 0; round < bench.rounds(); round++) {
        round(bench, load, all);
      }
    } finally {
      all.forEach(typists -> typists.forEach(Typist::close));
    }
  }

  /**
   * The gateways take turns of a second or two, so that a host that is slow for a while is slow for
   * all of them.
   */
  private static void round(Bench bench, Load load, List<List<Typist>> all)
      throws IOException, InterruptedException {
    all.forEach(typists -> typists.forEach(Typist::take));
    long[] lost = all.stream().mapToLong(EchoScenario::lost).toArray();
    for (int turn = 0; turn < 4; turn++) {
      for (List<Typist> typists : all) {
        type(typists, load, bench.quick() ? 1 : 2);
      }
    }
    for (int i = 0; i < all.size(); i++) {
      String name = bench.gateways().get(i).name();
      report(bench, load.name, name, all.get(i));
      long late = lost(all.get(i)) - lost[i];
      if (late > 0) {
        bench.report().remark(load.name + ": " + late + " keys late or lost at " + name);
      }
    }
  }

  private static long lost(List<Typist> typists) {
    return typists.stream().mapToLong(Typist::lost).sum();
  }

  /**
   * A gateway runs for months: it is measured when its code is compiled, which for one typist takes
   * some 1,500 keys. What the first of them take is told, too.
   */
  private static void warm(Bench bench, Load load, String name, List<Typist> typists)
      throws IOException, InterruptedException {
    type(typists, load, bench.quick() ? 2 : 4);
    if (load.sessions == 1 && !bench.quick()) {
      report(bench, "echo, 1 session, first 200 keys", name, typists);
      type(typists, load, 26);
    }
  }

  private static void report(Bench bench, String what, String name, List<Typist> typists) {
    double[] times = typists.stream().flatMap(t -> t.take().stream()).mapToDouble(t -> t).toArray();
    bench.report().add(what + ", p50", "us", name, Report.percentile(times, 50));
    bench.report().add(what + ", p99", "us", name, Report.percentile(times, 99));
  }

  private static List<Typist> open(Bench bench, Gateway gateway, int count)
      throws IOException, InterruptedException {
    List<Typist> typists =
        Sessions.open(
            bench, gateway, count, name -> new Typist(bench, gateway, name), Typist::viewer);
    bench.orders().order("echo " + gateway.prefix() + "*");
    return typists;
  }

  /** Goes round all sessions in even steps. */
  private static void type(List<Typist> typists, Load load, int seconds)
      throws IOException, InterruptedException {
    long step = 1_000_000_000L / ((long) load.keys * typists.size());
    long next = System.nanoTime();
    long end = next + seconds * 1_000_000_000L;
    for (int i = 0; next < end; i++) {
      long wait = next - System.nanoTime();
      if (wait > 0) {
        Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
      }
      typists.get(i % typists.size()).type();
      next += step;
    }
    Thread.sleep(200);
  }
}
