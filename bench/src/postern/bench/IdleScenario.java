package postern.bench;

import java.io.IOException;
import java.util.List;

/** What a session costs in which nothing happens. */
final class IdleScenario implements Bench.Scenario {
  private static final String FIGURE = "idle attached session";

  /** Idle means that the logins' work is over, compilations that they started too; milliseconds. */
  private static final int SETTLES = 12_000;

  /** Bytes a second from each machine, for some seconds. */
  private static final int FILLING = 32 * 1024;

  @Override
  public void run(Bench bench) throws IOException, InterruptedException {
    int sessions = bench.quick() ? 30 : 200;
    for (Gateway gateway : bench.gateways()) {
      // For nothing: what the first sessions make a gateway load and compile stays, and is not
      // theirs. Nor is what a gateway keeps of each machine's last output: it is filled before.
      for (int i = 0; i < gateway.warmUps(); i++) {
        open(bench, gateway, sessions).forEach(Viewer::close);
      }
      bench.orders().order("rate " + gateway.prefix() + "* " + FILLING);
      Thread.sleep(4000);
      bench.orders().order("quiet " + gateway.prefix() + "*");
      Thread.sleep(SETTLES);
      Usage before = gateway.usage();
      List<Viewer> viewers = open(bench, gateway, sessions);
      try {
        Thread.sleep(SETTLES);
        Usage after = gateway.usage();
        long dead = viewers.stream().filter(viewer -> !viewer.alive()).count();
        if (dead > 0) {
          throw new IOException(dead + " of " + sessions + " sessions ended at " + gateway.name());
        }
        double each = (after.pssKb() - before.pssKb()) / (double) sessions;
        bench.report().add(FIGURE, "kB", gateway.name(), each);
        bench.report().add("all with " + sessions, "MB", gateway.name(), after.pssKb() / 1e3);
      } finally {
        viewers.forEach(Viewer::close);
      }
    }
    bench.report().floor(FIGURE, Report.Floor.most(100));
  }

  private static List<Viewer> open(Bench bench, Gateway gateway, int count)
      throws IOException, InterruptedException {
    return Sessions.open(
        bench,
        gateway,
        count,
        machine -> new Viewer(bench, gateway.attach(machine), machine, (_, _, _) -> {}),
        viewer -> viewer);
  }
}
