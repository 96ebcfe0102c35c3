package postern.bench;

import java.io.IOException;
import java.util.List;

/** From the start of the gateway to the first byte of a console over ssh. */
final class StartScenario implements Bench.Scenario {
  private static final int TALKING = 100 * NumberedLine.LENGTH;

  @Override
  public void run(Bench bench) throws IOException, InterruptedException {
    for (int machines : new int[] {1, 1000}) {
      String prefix = machines == 1 ? "d" : "g";
      bench.machines(prefix, machines);
      bench.orders().order("rate " + FakeMachines.name(prefix, 0) + " " + TALKING);
      for (String peer : List.of("conserver", Report.POSTERN)) {
        boolean slow = machines > 1 && peer.equals("conserver"); // it takes 47 s each time
        if (slow && bench.quick()) {
          continue;
        }
        try (Gateway gateway = bench.create(peer, prefix, machines)) {
          for (int round = 0; round < (slow ? 1 : bench.rounds()); round++) {
            measure(bench, gateway, machines);
          }
        } catch (IOException e) {
          bench.failed(peer, e);
        } finally {
          bench.clear(peer, prefix);
        }
      }
      bench.silence(prefix);
    }
  }

  private static void measure(Bench bench, Gateway gateway, int machines)
      throws IOException, InterruptedException {
    String machine = FakeMachines.name(gateway.prefix(), 0);
    long began = System.nanoTime();
    gateway.start();
    double listening = (System.nanoTime() - began) / 1e9;
    try (Viewer viewer = new Viewer(bench, gateway.attach(machine), machine, (_, _, _) -> {})) {
      if (viewer.awaitConsole(15) < 0) {
        throw new IOException(gateway.name() + " showed nothing of " + machine);
      }
      double seen = (System.nanoTime() - began) / 1e9;
      String of = ", " + machines + (machines == 1 ? " console" : " consoles");
      bench.report().add("start to ready" + of, "s", gateway.name(), listening);
      bench.report().add("start to first session" + of, "s", gateway.name(), seen);
    } finally {
      gateway.close();
    }
  }
}
