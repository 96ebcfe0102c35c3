package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.audit.RecordedConsole;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.LongRecord;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;
import postern.gateway.rig.Terminal;

/** What people may ask of a record that is long, with a small heap, while others work. */
@Tag("stage")
@Timeout(300)
final class LongRecordTest {
  private static final int EVENTS = 60_000;
  private static final int SESSIONS = 2_000;
  private static final long OUTPUT = 24L << 20;
  private static final Duration LIMIT = Duration.ofSeconds(150);

  @TempDir private static Path dir;
  private static Site site;
  private FakeMachine machine;
  private Gateway gateway;
  private int keys;
  private final List<Program> running = new ArrayList<>();

  @BeforeAll
  static void record() throws IOException {
    site = Site.in(dir).jvm("-Xmx96m");
    site.fleet(
        "fleet.toml",
        FakeMachine.entry("web1", "red", dir.resolve("m"))
            + site.person("red", "alice")
            + site.person("red", "bob")
            + site.auditor("eve")
            + site.auditor("otto"));
    LongRecord.write(
        dir.resolve("data"),
        new RecordedConsole("red", "web1", 1),
        new LongRecord.Size(OUTPUT, EVENTS, SESSIONS));
  }

  @BeforeEach
  void open() throws IOException {
    machine = FakeMachine.echoing(dir.resolve("m"));
    gateway = Gateway.start(site);
    machine.awaitConnected();
  }

  @AfterEach
  void close() throws IOException {
    running.forEach(Program::close);
    gateway.close();
    machine.close();
  }

  private Program start(String key, String login, String... words) {
    Program program = gateway.as(key).start(login, words);
    running.add(program);
    return program;
  }

  /** How long the slowest of some commands of somebody else takes. */
  private Duration slowestWho() {
    Duration slowest = Duration.ZERO;
    for (int i = 0; i < 4; i++) {
      long from = System.nanoTime();
      assertThat(gateway.as("alice").run("web1", "who").exit()).isZero();
      Duration took = Duration.ofNanos(System.nanoTime() - from);
      slowest = took.compareTo(slowest) > 0 ? took : slowest;
    }
    return slowest;
  }

  private Duration slowestEcho(Terminal alice) throws IOException {
    Duration slowest = Duration.ZERO;
    for (int i = 0; i < 4; i++) {
      String key = "k" + ++keys + "-";
      long from = System.nanoTime();
      alice.type(key);
      await()
          .pollInterval(Duration.ofMillis(5))
          .atMost(LIMIT)
          .until(() -> alice.screen().contains(key));
      Duration took = Duration.ofNanos(System.nanoTime() - from);
      slowest = took.compareTo(slowest) > 0 ? took : slowest;
      alice.type("\r");
    }
    return slowest;
  }

  @Test
  void whatOthersAskOfItDelaysNobodysCommandsAndKeysNorFillsTheHeap() throws Exception {
    try (Terminal alice = gateway.as("alice").open("web1")) {
      slowestEcho(alice);
      Duration quietEcho = slowestEcho(alice);
      Duration quietWho = slowestWho();
      List<Program> events = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        events.add(start("eve", "audit", "events", "--limit", "1000000", "--json"));
      }
      List<Program> others =
          List.of(
              start("eve", "audit", "events", "--limit", "1000000"),
              start("eve", "audit", "sessions", "--limit", "1000000", "--csv"),
              start("eve", "audit", "output", "web1"),
              start("bob", "web1", "log", "--boot", "-1000"),
              start("bob", "web1", "log", "--since", "900000d"),
              start("bob", "web1", "log", "--lines", "100000"),
              start("bob", "web1", "sessions", "--limit", "1000000"));
      Program tooFar = start("bob", "web1", "log", "--boot", "-5000");
      assertThat(slowestWho()).isLessThan(quietWho.multipliedBy(10).plusSeconds(1));
      assertThat(slowestEcho(alice)).isLessThan(quietEcho.multipliedBy(10).plusSeconds(1));
      for (Program each : events) {
        Program.Outcome all = each.await(LIMIT);
        assertThat(all.exit()).as(all.err()).isZero();
        assertThat(all.text().lines().filter(line -> line.contains("\"id\":")).count())
            .isGreaterThanOrEqualTo(EVENTS + 2 * SESSIONS);
      }
      for (Program each : others) {
        Program.Outcome all = each.await(LIMIT);
        assertThat(all.exit()).as(all.err()).isZero();
        assertThat(all.text()).isNotEmpty();
      }
      assertThat(tooFar.await(LIMIT).err()).contains("no such boot").contains("were seen in");
      assertThat(gateway.stderr()).doesNotContain("OutOfMemory");
    }
  }

  @Test
  void whoTakesNothingHoldsNoThreadAndWhoGoesLeavesNoWork() throws Exception {
    for (String auditor : List.of("eve", "otto")) {
      for (int i = 0; i < 3; i++) {
        Program stands = start(auditor, "audit", "events", "--limit", "1000000", "--json");
        await().atMost(LIMIT).until(() -> !stands.outputText().isEmpty());
        Program.must("kill", "-STOP", "" + stands.process().pid());
      }
    }
    assertThat(gateway.as("bob").run(LIMIT, "web1", "log", "--lines", "100000").exit()).isZero();
    assertThat(gateway.as("eve").run(LIMIT, "audit", "sessions").exit()).isZero();
    for (int i = 0; i < 4; i++) {
      start("bob", "web1", "log", "--boot", "-5000");
    }
    running.forEach(program -> program.process().destroyForcibly());
    long[] before = {0};
    await("the gateway to work no more")
        .pollInterval(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          long now = processorTicks();
          long used = now - before[0];
          before[0] = now;
          return used < 30; // of 100 a second for each processor
        });
  }

  /** Hundredths of a second. */
  private long processorTicks() {
    try {
      String stat = Files.readString(Path.of("/proc/" + gateway.pid() + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void sigtermEndsItWhateverIsUnderWay() throws Exception {
    for (int i = 0; i < 4; i++) {
      Program stands = start("eve", "audit", "events", "--limit", "1000000");
      start("bob", "web1", "log", "--boot", "-5000");
      start("bob", "web1", "wait", "'(?:.?.?.?.?){200}#'");
      await().atMost(LIMIT).until(() -> !stands.outputText().isEmpty());
      Program.must("kill", "-STOP", "" + stands.process().pid());
    }
    assertThat(gateway.terminate().exit()).isEqualTo(143);
  }

  @Test
  void anExpressionThatIsSlowStopsInTimeAndHoldsUpNobody() {
    Duration quiet = slowestWho();
    String slow = "'(?:.?.?.?.?){200}#'";
    List<Program> waits = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      waits.add(start("bob", "web1", "wait", slow, "--timeout", "5s"));
    }
    assertThat(slowestWho()).isLessThan(quiet.multipliedBy(10).plusSeconds(1));
    for (Program each : waits) {
      Program.Outcome outcome = each.await(LIMIT);
      assertThat(outcome.exit()).as(outcome.err()).isEqualTo(5);
    }
    String sessions =
        gateway
            .as("eve")
            .run("audit", "sessions", "--person", "red/bob", "--limit", "4", "--csv")
            .text();
    Pattern times = Pattern.compile("(2[^,]*Z),(2[^,]*Z),wait,");
    Matcher each = times.matcher(sessions);
    int found = 0;
    for (; each.find(); found++) {
      Duration took =
          Duration.between(
              java.time.Instant.parse(each.group(1)), java.time.Instant.parse(each.group(2)));
      assertThat(took).isBetween(Duration.ofMillis(4500), Duration.ofSeconds(20));
    }
    assertThat(found).isEqualTo(4);
  }
}
