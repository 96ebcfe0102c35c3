package postern.bench;

import java.io.IOException;

/** From the start of ssh to the first bytes of a console that prints all the time. */
final class FirstByteScenario implements Bench.Scenario {
  private static final String FIGURE = "ssh start to first console byte, p50";
  private static final int TALKING = 100 * NumberedLine.LENGTH;

  @Override
  public void run(Bench bench) throws IOException, InterruptedException {
    int tries = bench.quick() ? 5 : 12;
    for (Gateway gateway : bench.gateways()) {
      measure(bench, gateway, 3); // what is started the first time is slower, for all
    }
    for (int round = 0; round < bench.rounds(); round++) {
      for (Gateway gateway : bench.gateways()) {
        double[] times = measure(bench, gateway, tries);
        bench.report().add(FIGURE, "ms", gateway.name(), Report.percentile(times, 50) * 1e3);
      }
    }
    bench.report().floor(FIGURE, Report.Floor.mostOf("conserver", 0.4));
  }

  private static double[] measure(Bench bench, Gateway gateway, int tries)
      throws IOException, InterruptedException {
    String machine = FakeMachines.name(gateway.prefix(), 1);
    bench.orders().order("rate " + machine + " " + TALKING);
    double[] times = new double[tries];
    for (int i = 0; i < tries; i++) {
      try (Viewer viewer = new Viewer(bench, gateway.attach(machine), machine, (_, _, _) -> {})) {
        times[i] = viewer.awaitConsole(10);
        if (times[i] < 0) {
          throw new IOException(gateway.name() + " showed nothing of " + machine);
        }
      }
    }
    bench.orders().order("quiet " + machine);
    return times;
  }
}
