package postern.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** From the start of ssh to the first bytes of a console that prints all the time. */
final class FirstByteScenario implements Bench.Scenario {
  private static final String FIGURE = "ssh start to first console byte, p50";
  private static final int TALKING = 100 * NumberedLine.LENGTH;

  @Override
  public void run(Bench bench) throws IOException, InterruptedException {
    for (int round = 0; round < bench.rounds(); round++) {
      ColdAndWarm.round(bench, bench.all(round), "f", 1, gateway -> new Logins(bench, gateway));
    }
    for (String when : List.of(", cold", ", warm")) {
      bench.report().aim(FIGURE + when, Report.Aim.mostOf("conserver", 0.4));
    }
  }

  private record Logins(Bench bench, Gateway gateway) implements ColdAndWarm.Work {
    /** One login after the other. */
    @Override
    public List<ColdAndWarm.Value> until(long nanos) throws IOException, InterruptedException {
      String machine = FakeMachines.name(gateway.prefix(), 0);
      bench.orders().order("rate " + machine + " " + TALKING);
      List<Double> times = new ArrayList<>();
      while (System.nanoTime() < nanos) {
        try (Viewer viewer = new Viewer(bench, gateway.attach(machine), machine, (_, _, _) -> {})) {
          double seconds = viewer.awaitConsole(10);
          if (seconds < 0) {
            throw new IOException(gateway.name() + " showed nothing of " + machine);
          }
          times.add(seconds * 1e3);
        }
      }
      return List.of(new ColdAndWarm.Value(FIGURE, "ms", Report.median(times)));
    }

    @Override
    public void close() {}
  }
}
