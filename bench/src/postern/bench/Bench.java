package postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code ./postern bench}: Postern and its peers in front of the same fake machines. */
final class Bench implements AutoCloseable {
  /** A question that the benchmarks put. */
  interface Scenario {
    void run(Bench bench) throws IOException, InterruptedException;
  }

  private static final Map<String, Scenario> SCENARIOS = new LinkedHashMap<>();

  static {
    SCENARIOS.put("screen", new ScreenScenario());
    SCENARIOS.put("start", new StartScenario());
    SCENARIOS.put("thousand", new ThousandScenario());
    SCENARIOS.put("first", new FirstByteScenario());
    SCENARIOS.put("attach", new AttachScenario());
    SCENARIOS.put("echo", new EchoScenario());
    SCENARIOS.put("bulk", new BulkScenario());
    SCENARIOS.put("stopped", new StoppedScenario());
    SCENARIOS.put("idle", new IdleScenario());
  }

  private final String program;
  private final boolean quick;
  private final Path folder = Files.createTempDirectory("postern-bench-");
  private final Processes processes = new Processes();
  private final Report report = new Report();
  private final Ssh ssh;
  private final Orders orders;
  private List<Gateway> gateways = List.of();

  private Bench(String program, boolean quick) throws IOException, InterruptedException {
    this.program = program;
    this.quick = quick;
    Files.createDirectories(sockets());
    ssh = new Ssh(folder, processes);
    orders = new Orders(processes, folder, sockets());
  }

  /** Arguments: the checkout's postern script, then the options. */
  public static void main(String[] args) throws Exception {
    boolean quick = false;
    boolean keep = false;
    List<String> only = new ArrayList<>();
    for (int i = 1; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> quick = true;
        case "--keep" -> keep = true;
        case "--only" -> only.add(i + 1 < args.length ? args[++i] : "");
        default -> wrong(args[i]);
      }
    }
    only.stream()
        .filter(name -> !SCENARIOS.containsKey(name))
        .forEach(name -> wrong("--only " + name));
    System.exit(measure(args[0], quick, keep, only) ? 0 : 1);
  }

  private static void wrong(String word) {
    System.err.println("postern: bench: " + word + ": not known (./postern bench --help)");
    System.exit(2);
  }

  private static boolean measure(String program, boolean quick, boolean keep, List<String> only)
      throws IOException, InterruptedException {
    Bench bench = new Bench(program, quick);
    Thread ending = new Thread(() -> bench.end(keep));
    Runtime.getRuntime().addShutdownHook(ending);
    try (bench) {
      for (Map.Entry<String, Scenario> each : SCENARIOS.entrySet()) {
        if (only.isEmpty() || only.contains(each.getKey())) {
          System.err.println("postern bench: " + each.getKey());
          bench.attempt(each.getKey(), each.getValue());
        }
      }
      return bench.report.print();
    }
  }

  /** What fails counts as missed, and the other questions are still put. */
  private void attempt(String name, Scenario scenario) throws InterruptedException {
    try {
      scenario.run(this);
    } catch (IOException e) {
      report.add(name + " came to its end", "", Report.POSTERN, Double.NaN);
      report.floor(name + " came to its end", Report.Floor.least(1));
      report.remark(name + ": " + e.getMessage());
    }
  }

  /** A peer's failure is no reason not to measure the others: it is told. Postern's own is one. */
  void failed(Gateway gateway, IOException why) throws IOException {
    if (gateway.name().equals(Report.POSTERN)) {
      throw why;
    }
    report.remark(String.valueOf(why.getMessage()));
  }

  private void end(boolean keep) {
    processes.close();
    if (keep) {
      System.err.println("postern bench: everything is in " + folder);
      return;
    }
    for (int tries = 0; tries < 20 && Files.exists(folder); tries++) {
      try (Stream<Path> all = Files.walk(folder)) {
        all.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      } catch (IOException | java.io.UncheckedIOException e) {
        // A process that is just ending still writes there: once more.
      }
    }
  }

  /**
   * Waits until no gateway works off what a round before left behind, 20 s at most: the next to be
   * measured shall have the processors.
   */
  void settle() throws InterruptedException {
    for (int tries = 0; tries < 40; tries++) {
      double before = spent();
      Thread.sleep(500);
      if (spent() - before < 0.05) {
        return;
      }
    }
    report.remark("not at rest within 20 s: a round began while a gateway still worked");
  }

  private double spent() {
    return gateways.stream().mapToDouble(Gateway::cpuSeconds).sum();
  }

  String program() {
    return program;
  }

  boolean quick() {
    return quick;
  }

  int rounds() {
    return quick ? 2 : 3;
  }

  Path folder() {
    return folder;
  }

  Path sockets() {
    return folder.resolve("m");
  }

  Processes processes() {
    return processes;
  }

  Report report() {
    return report;
  }

  Ssh ssh() {
    return ssh;
  }

  /** The fake machines. */
  Orders orders() {
    return orders;
  }

  int machines() {
    return quick ? 40 : 200;
  }

  /** The three, running, in the order in which they are measured. */
  List<Gateway> gateways() throws IOException, InterruptedException {
    if (gateways.isEmpty()) {
      for (String prefix : List.of("s", "c", "p")) {
        orders.order("make " + prefix + " " + machines());
      }
      gateways =
          List.of(
              new SocatGateway(this, folder.resolve("socat")),
              new ConserverGateway(this, folder.resolve("conserver"), "c", machines()),
              new PosternGateway(this, folder.resolve("postern"), "p", machines()));
      for (Gateway gateway : gateways) {
        gateway.start();
      }
      orders.awaitConnected("p", machines(), 10);
    }
    return gateways;
  }

  @Override
  public void close() {
    gateways.forEach(Gateway::close);
    processes.close();
  }
}
