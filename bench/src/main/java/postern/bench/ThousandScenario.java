package postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A thousand consoles that say a line a second, recorded while nobody looks. */
final class ThousandScenario implements Bench.Scenario {
  private static final int COUNT = 1000;
  private static final String NAME = "1,000 consoles, ";

  @Override
  public void run(Bench bench) throws IOException, InterruptedException {
    Report report = bench.report();
    bench.machines("k", COUNT);
    bench.orders().order("rate k* " + NumberedLine.LENGTH);
    PosternGateway postern =
        new PosternGateway(bench, bench.folder().resolve("thousand-postern"), "k", COUNT);
    postern.start();
    long last = bench.orders().awaitConnected("k", COUNT, 30);
    double after = Math.max(0, last - postern.readyMillis()) / 1e3;
    report.add(NAME + "connected after ready", "s", postern.name(), after);
    idle(bench, postern);
    bench.orders().order("quiet k*");
    Thread.sleep(500);
    postern.stop();
    report.add(NAME + "lines not recorded", "", postern.name(), lost(bench, postern.data()));
    report.aim(NAME + "connected after ready", Report.Aim.most(3));
    report.aim(NAME + "resident", Report.Aim.most(400));
    report.aim(NAME + "CPU", Report.Aim.most(10));
    report.aim(NAME + "lines not recorded", Report.Aim.most(0));
    if (!bench.quick()) {
      conserver(bench);
    }
  }

  private static void conserver(Bench bench) throws IOException, InterruptedException {
    bench.machines("l", COUNT);
    bench.orders().order("rate l* " + NumberedLine.LENGTH);
    Gateway gateway =
        new ConserverGateway(bench, bench.folder().resolve("thousand-conserver"), "l", COUNT);
    gateway.start();
    long listens = System.currentTimeMillis();
    long last = bench.orders().awaitConnected("l", COUNT, 90);
    double after = Math.max(0, last - listens) / 1e3;
    bench.report().add(NAME + "connected after ready", "s", gateway.name(), after);
    idle(bench, gateway);
    gateway.close();
    bench.orders().order("quiet l*");
  }

  private static void idle(Bench bench, Gateway gateway) throws InterruptedException {
    Thread.sleep(bench.quick() ? 5000 : 10_000);
    double cpu = gateway.cpuSeconds();
    long began = System.nanoTime();
    Thread.sleep(bench.quick() ? 8000 : 20_000);
    double seconds = (System.nanoTime() - began) / 1e9;
    double share = 100 * (gateway.cpuSeconds() - cpu) / seconds;
    Usage usage = gateway.usage();
    bench.report().add(NAME + "CPU", "% of one", gateway.name(), share);
    bench.report().add(NAME + "resident", "MB", gateway.name(), usage.rssKb() / 1e3);
    bench.report().add(NAME + "proportional", "MB", gateway.name(), usage.pssKb() / 1e3);
  }

  /** Lines that a machine got rid of and that are not in its recording, whole and in order. */
  private static double lost(Bench bench, Path data) throws IOException, InterruptedException {
    Path out = bench.folder().resolve("recorded");
    Files.createDirectories(out);
    Path log = bench.folder().resolve("audit.log");
    String take = "exec \"$1\" audit --data \"$2\" output --all >\"$3\"";
    Path tar = bench.folder().resolve("recorded.tar");
    bench
        .processes()
        .run(log, List.of("sh", "-c", take, "sh", bench.program(), data + "", tar + ""));
    bench.processes().run(log, List.of("tar", "-xf", tar + "", "-C", out + ""));
    long lost = 0;
    long damaged = 0;
    for (int i = 0; i < COUNT; i++) {
      String name = FakeMachines.name("k", i);
      long sent = Long.parseLong(bench.orders().order("sent " + name));
      SequenceCheck check = new SequenceCheck(name);
      byte[] bytes = recorded(out, name);
      check.take(bytes, 0, bytes.length);
      lost += sent - check.lines();
      damaged += check.whole() ? 0 : 1;
    }
    if (damaged > 0) {
      bench.report().remark(damaged + " recordings are not whole, in order and single");
    }
    return lost + damaged;
  }

  private static byte[] recorded(Path folder, String name) throws IOException {
    try (var found = Files.find(folder, 4, (path, _) -> path.endsWith(name + ".raw"))) {
      Path file = found.findFirst().orElse(null);
      return file == null ? new byte[0] : Files.readAllBytes(file);
    }
  }
}
