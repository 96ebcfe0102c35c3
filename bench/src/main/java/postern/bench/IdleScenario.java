package postern.bench;

import java.io.IOException;
import java.util.List;

/** What a session costs in which nothing happens: the first sessions of a gateway, and later. */
final class IdleScenario implements Bench.Scenario {
  private static final String FIGURE = "idle attached session";

  /** Idle means that the logins' work is over, compilations that they started too; milliseconds. */
  private static final int SETTLES = 12_000;

  /**
   * Bytes a second from each machine, for some seconds: what a gateway keeps of it is no session.
   */
  private static final int FILLING = 32 * 1024;

  @Override
  public void run(Bench bench) throws IOException, InterruptedException {
    int sessions = bench.quick() ? 30 : 200;
    for (String peer : bench.all(0)) {
      try (Gateway gateway = bench.create(peer, "i", sessions)) {
        gateway.start();
        bench.orders().order("rate i* " + FILLING);
        Thread.sleep(4000);
        bench.silence("i");
        measure(bench, gateway, sessions, ", cold");
        open(bench, gateway, sessions).forEach(Viewer::close);
        measure(bench, gateway, sessions, ", warm");
      } catch (IOException e) {
        bench.failed(peer, e);
      } finally {
        bench.clear(peer, "i");
      }
    }
    bench.report().aim(FIGURE + ", warm", Report.Aim.most(100));
  }

  private static void measure(Bench bench, Gateway gateway, int sessions, String when)
      throws IOException, InterruptedException {
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
      bench.report().add(FIGURE + when, "kB", gateway.name(), each);
      bench.report().add("all with " + sessions + when, "MB", gateway.name(), after.pssKb() / 1e3);
    } finally {
      viewers.forEach(Viewer::close);
    }
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
