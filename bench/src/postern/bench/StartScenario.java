package postern.bench;

import java.io.IOException;
import java.util.List;

/** From the start of the gateway to the first byte of a console over ssh. */
final class StartScenario implements Bench.Scenario {
  private static final int MACHINES = 20;
  private static final int TALKING = 100 * NumberedLine.LENGTH;

  @Override
  public void run(Bench bench) throws IOException, InterruptedException {
    bench.orders().order("make d " + MACHINES);
    bench.orders().order("make e " + MACHINES);
    bench.orders().order("rate d* " + TALKING);
    bench.orders().order("rate e* " + TALKING);
    Gateway conserver =
        new ConserverGateway(bench, bench.folder().resolve("start-conserver"), "d", MACHINES);
    Gateway postern =
        new PosternGateway(bench, bench.folder().resolve("start-postern"), "e", MACHINES);
    for (Gateway gateway : List.of(conserver, postern)) {
      gateway.start(); // once for keys and folders
      gateway.close();
    }
    for (int round = 0; round < bench.rounds(); round++) {
      for (Gateway gateway : List.of(conserver, postern)) {
        measure(bench, gateway);
      }
    }
    bench.orders().order("quiet d*");
    bench.orders().order("quiet e*");
  }

  private static void measure(Bench bench, Gateway gateway)
      throws IOException, InterruptedException {
    String machine = FakeMachines.name(gateway.prefix(), 1);
    long began = System.nanoTime();
    gateway.start();
    double listening = (System.nanoTime() - began) / 1e9;
    try (Viewer viewer = new Viewer(bench, gateway.attach(machine), machine, (_, _, _) -> {})) {
      if (viewer.awaitConsole(15) < 0) {
        throw new IOException(gateway.name() + " showed nothing of " + machine);
      }
      double seen = (System.nanoTime() - began) / 1e9;
      String of = ", " + MACHINES + " consoles";
      bench.report().add("start to ready" + of, "s", gateway.name(), listening);
      bench.report().add("start to first session" + of, "s", gateway.name(), seen);
    } finally {
      gateway.close();
    }
  }
}
