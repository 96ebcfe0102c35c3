package postern.bench;

import java.io.IOException;
import java.util.List;

/**
 * Measures work at gateways that were just started: cold is what happens in the first seconds after
 * a gateway is ready, warm is what happens after the same work has gone on for a while. Nothing is
 * done at a gateway before the cold measurement but what opens its sessions.
 */
final class ColdAndWarm {
  /** What clients do at one gateway, and what comes of it. */
  interface Work extends AutoCloseable {
    /** Goes on until {@link System#nanoTime} is this, and returns what was measured meanwhile. */
    List<Value> until(long nanos) throws IOException, InterruptedException;

    /** Ends the work and returns what only its end can tell. */
    default List<Value> end() throws IOException, InterruptedException {
      return List.of();
    }

    @Override
    void close();
  }

  /** Opens the sessions that the work needs. */
  interface Opening {
    Work open(Gateway gateway) throws IOException, InterruptedException;
  }

  record Value(String figure, String unit, double value) {}

  private static final long SECOND = 1_000_000_000;
  private static final int LEAST_COLD = 3;

  private ColdAndWarm() {}

  /** One round: each peer that can do this work, and Postern, one after the other. */
  static void round(Bench bench, List<String> peers, String prefix, int machines, Opening opening)
      throws IOException, InterruptedException {
    for (String peer : peers) {
      try (Gateway gateway = bench.create(peer, prefix, machines)) {
        bench.silence(prefix);
        gateway.start();
        measure(bench, gateway, System.nanoTime(), opening);
      } catch (IOException e) {
        bench.failed(peer, e);
      } finally {
        bench.silence(prefix);
        bench.clear(peer, prefix);
      }
    }
  }

  private static void measure(Bench bench, Gateway gateway, long ready, Opening opening)
      throws IOException, InterruptedException {
    try (Work work = opening.open(gateway)) {
      long begun = System.nanoTime();
      long cold = ready + bench.coldSeconds() * SECOND;
      if (cold - begun < LEAST_COLD * SECOND) {
        cold = begun + LEAST_COLD * SECOND;
        bench
            .report()
            .remark(
                "%s had its sessions %.1f s after ready: cold is the %d s after that"
                    .formatted(gateway.name(), (begun - ready) / 1e9, LEAST_COLD));
      }
      add(bench, gateway, work.until(cold), ", cold");
      work.until(begun + bench.warmAfterSeconds() * SECOND);
      add(bench, gateway, work.until(System.nanoTime() + bench.warmSeconds() * SECOND), ", warm");
      add(bench, gateway, work.end(), "");
    }
  }

  private static void add(Bench bench, Gateway gateway, List<Value> values, String when) {
    for (Value each : values) {
      bench.report().add(each.figure + when, each.unit, gateway.name(), each.value);
    }
  }
}
