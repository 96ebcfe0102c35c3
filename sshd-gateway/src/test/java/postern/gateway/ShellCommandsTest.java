package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;

/** The program's own command line: help, wrong use in one line, exit codes, what is not built. */
@Tag("long")
@Timeout(120)
final class ShellCommandsTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private static Path dir;
  private static Site site;
  private static FakeMachine web1;
  private static Gateway gateway;

  /** What is typed behind {@code postern}; DATA and CONFIG stand for the gateway's own. */
  private record Case(String words, int exit, String says) {}

  @BeforeAll
  static void open() throws IOException {
    web1 = FakeMachine.echoing(dir.resolve("web1"));
    site = Site.in(dir);
    site.fleet("all.toml", site.person("red", "rita") + web1.entry("web1", "red"));
    gateway = Gateway.start(site);
    web1.awaitConnected();
    assertThat(gateway.as("rita").run("web1", "send", "hello").exit()).isZero();
  }

  @AfterAll
  static void close() throws IOException {
    gateway.close();
    web1.close();
  }

  @Test
  void everyCommandHelps() throws Exception {
    List<Case> cases = new ArrayList<>(List.of(new Case("--help", 0, "Usage: postern ")));
    for (String command : List.of("serve", "check", "audit", "keys", "probe", "version")) {
      cases.add(new Case(command + " --help", 0, "Usage: postern " + command));
    }
    for (String verb : List.of("sessions", "events", "show", "replay", "output", "search")) {
      cases.add(new Case("audit " + verb + " --help", 0, "usage: postern audit " + verb));
    }
    cases.add(new Case("audit rebuild-index --help", 0, "usage: postern audit .*rebuild-index"));
    run(cases);
  }

  @Test
  void wrongUseIsExit2InOneLine() throws Exception {
    run(
        List.of(
            new Case("", 2, "a command is missing"),
            new Case("nosuch", 2, "unknown command nosuch; commands are serve check audit"),
            new Case("--nosuch", 2, "--nosuch"),
            new Case("serve --config", 2, "--config"),
            new Case("check more", 2, "too many words: more"),
            new Case("version more", 2, "too many words: more"),
            new Case("keys nosuch", 2, "too many words: nosuch"),
            new Case("probe", 2, "ADDRESS"),
            new Case("audit", 2, "a command is missing"),
            new Case("audit --nosuch sessions", 2, "--nosuch"),
            new Case("audit --data DATA nosuch", 2, "unknown command nosuch"),
            new Case("audit --data DATA sessions --nosuch", 2, "unknown option --nosuch"),
            new Case("audit --data DATA events --event x", 2, "no event x; events are start stop"),
            new Case("audit sessions --data", 2, "--data needs a directory"),
            new Case("audit rebuild-index more", 2, "takes no arguments: more")));
  }

  @Test
  void whatFailsSaysWhyInOneLine() throws Exception {
    run(
        List.of(
            new Case("serve --config /nosuch.toml", 1, "/nosuch.toml:1: the file cannot be read"),
            new Case("serve --config CONFIG", 1, "data is in use by process"),
            new Case("keys --config /nosuch.toml", 1, "/nosuch.toml:1: the file cannot be read"),
            new Case("keys rotate", 1, "keys rotate is not built yet"),
            new Case("probe unix:/x", 1, "probe is not built yet"),
            new Case("audit --data /nosuch sessions", 1, "is not a data directory of Postern"),
            new Case("audit --data DATA rebuild-index", 1, "in use by process"),
            new Case("audit --data DATA verify", 1, "verify is not built yet"),
            new Case("audit --data DATA show nosuch", 3, "no such session")));
  }

  @Test
  void whatWorksIsExit0() throws Exception {
    run(
        List.of(
            new Case("version", 0, "^postern \\S+, data format 1"),
            new Case("check --config CONFIG", 0, "^$"),
            new Case("check --diff --config CONFIG", 0, "^$"),
            new Case("keys --config CONFIG", 0, "fingerprint  SHA256:"),
            new Case("audit --data DATA sessions --csv", 0, "web1,red,red/rita.*,send,6,6,left"),
            new Case("audit sessions --json --data DATA", 0, "\"bytes_out\":6,\"bytes_in\":6"),
            new Case("audit --data DATA events --event send --json", 0, "\"echo\":\"seen\""),
            new Case("audit --data DATA output web1", 0, "^hello$")));
  }

  @Test
  void theKnownHostsLineOfAPortChosenAtTheStartIsGoodForThatPort() throws IOException {
    String keys = postern("keys --host 127.0.0.1 --config CONFIG").text();
    String known =
        keys.lines().filter(line -> line.startsWith("known_hosts")).findFirst().orElseThrow();
    assertThat(known).startsWith("known_hosts  127.0.0.1 ssh-ed25519 ");
    Path file = Files.writeString(dir.resolve("known"), known.substring(13) + "\n");
    List<String> ssh =
        gateway.as("rita").command(List.of("-T", "-o", "UserKnownHostsFile=" + file), "web1");
    ssh.add("status");
    Program.Outcome status = Program.run(LIMIT, ssh.toArray(String[]::new));
    assertThat(status.exit()).as(status.toString()).isZero();
  }

  @Test
  void checkShowsWhatARereadWouldChange() throws IOException {
    Site other = Site.in(Files.createDirectories(dir.resolve("diff")));
    String red = other.person("red", "rita") + FakeMachine.entry("web1", "red", dir);
    other.fleet("a.toml", red + other.person("red", "gone"));
    other.fleet("b.toml", FakeMachine.entry("web2", "red", dir));
    try (Gateway once = Gateway.start(other)) {
      once.terminate();
    }
    String check = "check --diff --config " + other.config();
    assertThat(postern(check).bytes()).isEmpty();
    other.fleet("a.toml", red.replace("\"unix:", "\"pty:"));
    other.fleet("b.toml", FakeMachine.entry("web3", "red", dir));
    Program.Outcome diff = postern(check);
    assertThat(diff.exit()).as(diff.toString()).isZero();
    assertThat(diff.text().lines())
        .containsExactly(
            "~ machine red/web1", "- machine red/web2", "+ machine red/web3", "- person red/gone");
    other.fleet("b.toml", "[machine.web2]\n");
    Program.Outcome faulty = postern(check);
    assertThat(faulty.exit()).isEqualTo(1);
    assertThat(faulty.text().lines()).containsExactly("~ machine red/web1", "- person red/gone");
    assertThat(faulty.err()).contains("b.toml:1: ");
  }

  @Test
  void checkNamesEachFaultWithItsPlace() throws IOException {
    Path bad = Files.createDirectories(dir.resolve("bad"));
    Site other = Site.in(bad);
    other.fleet("x.toml", "[machine.web1]\ntenant = \"red\"\nnosuch = 1\n");
    Program.Outcome outcome = postern("check --config " + other.config());
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).containsPattern("x.toml:3: .*nosuch");
    assertThat(outcome.bytes()).isEmpty();
  }

  @Test
  void theLauncherOfACheckoutAnswersWithoutABuild() {
    String launcher = Program.checkout().resolve("postern").toString();
    for (String words : List.of("--help", "demo --help", "test --help", "bench --help")) {
      Program.Outcome help = launched(launcher, words);
      assertThat(help.exit()).as(words + help).isZero();
      assertThat(help.text()).as(words).contains("./postern ");
      assertThat(help.err()).as(words).isEmpty();
    }
    for (String words : List.of("", "demo --nosuch", "demo --port x", "test nosuch")) {
      Program.Outcome wrong = launched(launcher, words);
      assertThat(wrong.exit()).as(words + wrong).isEqualTo(2);
      assertThat(wrong.err()).as(words).matches("postern: .*\\./postern .*--help\\)?\n");
      assertThat(wrong.bytes()).as(words).isEmpty();
    }
  }

  private static Program.Outcome launched(String launcher, String words) {
    return Program.run(LIMIT, (launcher + " " + words).strip().split(" ", -1));
  }

  private static void run(List<Case> cases) throws Exception {
    List<Future<Program.Outcome>> all = new ArrayList<>();
    try (ExecutorService two = Executors.newFixedThreadPool(2)) {
      for (Case each : cases) {
        all.add(two.submit(() -> postern(each.words)));
      }
    }
    for (int i = 0; i < cases.size(); i++) {
      Case wanted = cases.get(i);
      Program.Outcome got = all.get(i).get();
      String what = wanted + " " + got;
      assertThat(got.exit()).as(what).isEqualTo(wanted.exit);
      if (wanted.exit == 0) {
        assertThat(got.err()).as(what).isEmpty();
        assertThat(got.text().strip()).as(what).containsPattern(wanted.says);
      } else {
        assertThat(got.err()).as(what).containsPattern(wanted.says);
        assertThat(got.err().strip().lines()).as(what).hasSize(1);
        assertThat(got.bytes()).as(what).isEmpty();
      }
    }
  }

  private static Program.Outcome postern(String words) {
    String line =
        words
            .replace("DATA", dir.resolve("data").toString())
            .replace("CONFIG", site.config().toString());
    List<String> command = new ArrayList<>(Gateway.command());
    command.add(1, "-XX:TieredStopAtLevel=1");
    if (!line.isEmpty()) {
      command.addAll(List.of(line.split(" ", -1)));
    }
    return Program.run(LIMIT, command.toArray(String[]::new));
  }
}
