package postern.bench;

import java.io.IOException;
import java.util.Arrays;

/** A console that says as much as it can, through real clients, every line checked. */
final class BulkScenario implements Bench.Scenario {
  private static final double MEGABYTE = 1e6;

  @Override
  public void run(Bench bench) throws IOException, InterruptedException {
    for (Gateway gateway : bench.gateways()) {
      warm(bench, gateway);
    }
    for (int round = 0; round < bench.rounds(); round++) {
      for (Gateway gateway : bench.gateways()) {
        attempt(bench, gateway, 1);
      }
    }
    bench.report().floor("bulk, 1 viewer", Report.Floor.leastOf("socat", 3));
    for (int round = 0; round < (bench.quick() ? 1 : bench.rounds()); round++) {
      for (Gateway gateway : bench.gateways()) {
        if (gateway.shared()) {
          attempt(bench, gateway, 10);
        }
      }
    }
    bench.report().floor("bulk, 10 viewers, sum", Report.Floor.leastOf("conserver", 3));
  }

  /** A gateway runs for months: it is measured when its code is compiled, as in the echo. */
  private static void warm(Bench bench, Gateway gateway) throws IOException, InterruptedException {
    String machine = FakeMachines.name(gateway.prefix(), 2);
    bench.orders().order("rate " + machine + " " + 100 * NumberedLine.LENGTH);
    try (Watchers _ = new Watchers(bench, gateway, machine, 1)) {
      bench.orders().order("flood " + machine);
      Thread.sleep(bench.quick() ? 2000 : 8000);
    } finally {
      bench.orders().order("quiet " + machine);
    }
  }

  private static void attempt(Bench bench, Gateway gateway, int viewers)
      throws IOException, InterruptedException {
    try {
      measure(bench, gateway, viewers);
    } catch (IOException e) {
      bench.failed(gateway, e);
      bench.report().add(name(viewers), "MB/s", gateway.name(), Double.NaN);
    }
  }

  private static void measure(Bench bench, Gateway gateway, int viewers)
      throws IOException, InterruptedException {
    bench.settle();
    String machine = FakeMachines.name(gateway.prefix(), 2);
    String name = name(viewers);
    bench.orders().order("rate " + machine + " " + 100 * NumberedLine.LENGTH);
    try (Watchers watchers = new Watchers(bench, gateway, machine, viewers)) {
      bench.orders().order("flood " + machine);
      Thread.sleep(1000);
      long[] before = watchers.lines();
      long[] missedBefore = watchers.missing();
      double cpu = gateway.cpuSeconds();
      long sent = Long.parseLong(bench.orders().order("sent " + machine));
      long began = System.nanoTime();
      Thread.sleep(bench.quick() ? 2000 : 4000);
      long[] after = watchers.lines();
      long[] missed = watchers.missing();
      double seconds = (System.nanoTime() - began) / 1e9;
      double spent = gateway.cpuSeconds() - cpu;
      sent = Long.parseLong(bench.orders().order("sent " + machine)) - sent;
      bench.orders().order("quiet " + machine);
      double bytes = (sum(after) - sum(before)) * (double) NumberedLine.LENGTH;
      Report report = bench.report();
      report.add(name, "MB/s", gateway.name(), bytes / seconds / MEGABYTE);
      report.add(name + ": from machine", "MB/s", gateway.name(), said(sent, seconds));
      report.add(name + ": CPU", "s/GB", gateway.name(), spent / (bytes / 1e9));
      double lost = sum(missed) - sum(missedBefore);
      double share = 100 * lost / (lost + sum(after) - sum(before));
      report.add(name + ": left out", "%", gateway.name(), share);
      report.add(name + ": breaks", "", gateway.name(), watchers.wrong());
    } finally {
      bench.orders().order("quiet " + machine);
    }
  }

  private static String name(int viewers) {
    return viewers == 1 ? "bulk, 1 viewer" : "bulk, " + viewers + " viewers, sum";
  }

  private static double said(long lines, double seconds) {
    return lines * (double) NumberedLine.LENGTH / seconds / MEGABYTE;
  }

  private static long sum(long[] values) {
    return Arrays.stream(values).sum();
  }
}
