package postern.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** What a quick run measures: every figure that has to do with speed. */
  private static final List<String> QUICK = List.of("screen", "start", "first", "echo", "bulk");

  private final String program;
  private final boolean quick;
  private final boolean keep;
  private final int rounds;
  private final Path folder = Files.createTempDirectory("postern-bench-");
  private final Processes processes = new Processes();
  private final Report report = new Report();
  private final Ssh ssh;
  private final Orders orders;
  private final Set<String> made = new HashSet<>();

  private Bench(String program, boolean quick, boolean keep, int rounds)
      throws IOException, InterruptedException {
    this.program = program;
    this.quick = quick;
    this.keep = keep;
    this.rounds = rounds;
    Files.createDirectories(sockets());
    ssh = new Ssh(folder, processes);
    orders = new Orders(processes, folder, sockets());
  }

  /** Arguments: the checkout's postern script, then the options. */
  public static void main(String[] args) throws Exception {
    boolean quick = false;
    boolean keep = false;
    int rounds = 0;
    List<String> only = new ArrayList<>();
    for (int i = 1; i < args.length; i++) {
      String next = i + 1 < args.length ? args[i + 1] : "";
      switch (args[i]) {
        case "--quick" -> quick = true;
        case "--keep" -> keep = true;
        case "--only" -> {
          only.add(next);
          i++;
        }
        case "--rounds" -> {
          rounds = next.matches("[1-9][0-9]?") ? Integer.parseInt(next) : wrong("--rounds " + next);
          i++;
        }
        default -> wrong(args[i]);
      }
    }
    only.stream()
        .filter(name -> !SCENARIOS.containsKey(name))
        .forEach(name -> wrong("--only " + name));
    if (only.isEmpty()) {
      only.addAll(quick ? QUICK : SCENARIOS.keySet());
    }
    System.exit(measure(new Bench(args[0], quick, keep, rounds), only) ? 0 : 1);
  }

  private static int wrong(String word) {
    System.err.println("postern: bench: " + word + ": not known (./postern bench --help)");
    System.exit(2);
    return 0;
  }

  private static boolean measure(Bench bench, List<String> only)
      throws IOException, InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(bench::end));
    try (bench) {
      bench.tryOut();
      for (Map.Entry<String, Scenario> each : SCENARIOS.entrySet()) {
        if (only.contains(each.getKey())) {
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
      report.aim(name + " came to its end", Report.Aim.least(1));
      report.remark(name + ": " + e.getMessage());
    }
  }

  /** A peer's failure is no reason not to measure the others: it is told. Postern's own is one. */
  void failed(String peer, IOException why) throws IOException {
    if (peer.equals(Report.POSTERN)) {
      throw why;
    }
    report.remark(String.valueOf(why.getMessage()));
  }

  private void end() {
    processes.close();
    if (keep) {
      System.err.println("postern bench: everything is in " + folder);
    } else {
      delete(folder);
    }
  }

  String program() {
    return program;
  }

  boolean quick() {
    return quick;
  }

  int rounds() {
    return rounds > 0 ? rounds : quick ? 1 : 2;
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

  /** How long after ready a gateway counts as cold. */
  int coldSeconds() {
    return quick ? 4 : 10;
  }

  /** How long the work has gone on before it is measured warm. */
  int warmAfterSeconds() {
    return quick ? 7 : 30;
  }

  /** How long the warm measurement takes. */
  int warmSeconds() {
    return quick ? 2 : 10;
  }

  /** Postern and its peers, each round beginning with another. */
  List<String> all(int round) {
    List<String> names = new ArrayList<>(List.of("socat", "conserver", Report.POSTERN));
    Collections.rotate(names, -round);
    return names;
  }

  /** Those at which several people see one console. */
  List<String> shared(int round) {
    return all(round).stream().filter(name -> !name.equals("socat")).toList();
  }

  /** Makes machines that stay; the gateways that are measured in turn connect to the same. */
  void machines(String prefix, int count) throws IOException {
    if (made.add(prefix)) {
      orders.order("make " + prefix + " " + count);
    }
  }

  /** Makes all machines of a prefix print nothing and echo nothing. */
  void silence(String prefix) throws IOException {
    orders.order("quiet " + prefix + "*");
  }

  /** A gateway that was never started, in an empty folder, in front of machines. */
  Gateway create(String peer, String prefix, int machines)
      throws IOException, InterruptedException {
    machines(prefix, machines);
    Path place = place(peer, prefix);
    return switch (peer) {
      case "socat" -> new SocatGateway(this, place, prefix);
      case "conserver" -> new ConserverGateway(this, place, prefix, machines);
      default -> new PosternGateway(this, place, prefix, machines);
    };
  }

  /** Removes what a gateway that has ended wrote: a flood's recording takes gigabytes. */
  void clear(String peer, String prefix) {
    if (!keep) {
      delete(place(peer, prefix));
    }
  }

  private Path place(String peer, String prefix) {
    return folder.resolve(peer + "-" + prefix);
  }

  private static void delete(Path what) {
    for (int tries = 0; tries < 20 && Files.exists(what); tries++) {
      try (Stream<Path> all = Files.walk(what)) {
        all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      } catch (IOException | UncheckedIOException e) {
        // A process that is just ending still writes there: once more.
      }
    }
  }

  /**
   * A flood and some typing without any gateway: the first one to be measured shall not wait for
   * the code of the measurement.
   */
  private void tryOut() throws IOException, InterruptedException {
    machines("w", 1);
    String machine = FakeMachines.name("w", 0);
    SequenceCheck check = new SequenceCheck(machine);
    String socat = "UNIX-CONNECT:" + sockets().resolve(machine);
    orders.order("flood " + machine);
    try (Viewer viewer =
        new Viewer(this, List.of("socat", "-", socat), machine, (b, n, _) -> check.take(b, 0, n))) {
      Thread.sleep(3000);
      orders.order("echo " + machine);
      for (int key = 0; key < 200; key++) {
        viewer.type('a');
        Thread.sleep(5);
      }
    }
    silence("w");
  }

  @Override
  public void close() {
    processes.close();
  }
}
