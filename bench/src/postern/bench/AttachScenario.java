package postern.bench;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** How many people a second come in, eight at a time, each by a new ssh. */
final class AttachScenario implements Bench.Scenario {
  private static final String FIGURE = "attaches a second, 8 at once";
  private static final int AT_ONCE = 8;
  private static final int TALKING = 100 * NumberedLine.LENGTH;

  @Override
  public void run(Bench bench) throws IOException, InterruptedException {
    int attaches = bench.quick() ? 16 : 96;
    for (int round = 0; round < bench.rounds(); round++) {
      for (Gateway gateway : bench.gateways()) {
        double cpu = gateway.cpuSeconds();
        bench.report().add(FIGURE, "1/s", gateway.name(), measure(bench, gateway, attaches));
        double each = (gateway.cpuSeconds() - cpu) / attaches;
        bench.report().add("gateway's CPU an attach", "ms", gateway.name(), each * 1e3);
      }
    }
  }

  private static double measure(Bench bench, Gateway gateway, int attaches)
      throws IOException, InterruptedException {
    AtomicInteger left = new AtomicInteger(attaches);
    AtomicInteger failed = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(AT_ONCE);
    for (int i = 0; i < AT_ONCE; i++) {
      bench.orders().order("rate " + FakeMachines.name(gateway.prefix(), i) + " " + TALKING);
    }
    long began = System.nanoTime();
    for (int i = 0; i < AT_ONCE; i++) {
      String machine = FakeMachines.name(gateway.prefix(), i);
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            while (left.getAndDecrement() > 0) {
              attach(bench, gateway, machine, failed);
            }
            done.countDown();
          });
    }
    done.await();
    double seconds = (System.nanoTime() - began) / 1e9;
    bench.orders().order("quiet " + gateway.prefix() + "*");
    if (failed.get() > 0) {
      String what = failed + " of " + attaches + " attaches failed at " + gateway.name();
      bench.failed(gateway, new IOException(what));
    }
    return (attaches - failed.get()) / seconds;
  }

  private static void attach(Bench bench, Gateway gateway, String machine, AtomicInteger failed) {
    try (Viewer viewer = new Viewer(bench, gateway.attach(machine), machine, (_, _, _) -> {})) {
      if (viewer.awaitConsole(15) < 0) {
        failed.incrementAndGet();
      }
    } catch (IOException e) {
      failed.incrementAndGet();
    } catch (InterruptedException e) {
      failed.incrementAndGet();
      Thread.currentThread().interrupt();
    }
  }
}
