package postern.gateway.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import postern.gateway.rig.Terminal;

/** Playbooks and armed resets with the OpenSSH client and a fake machine. */
@Tag("long")
@Timeout(120)
final class RescueSshTest {
  @TempDir private static Path dir;
  private static FakeMachine machine;
  private static Gateway gateway;

  @BeforeAll
  static void open() throws IOException {
    machine = FakeMachine.silent(dir.resolve("red"));
    Site site = Site.in(dir);
    String power =
        "power = { at = \"command:\", reset = [\"touch\", \""
            + dir.resolve("was-reset")
            + "\"] }\n";
    site.fleet(
        "all.toml",
        site.person("red", "rita")
            + site.person("red", "wally")
            + "access = \"watch\"\n"
            + site.auditor("otto")
            + machine.entry("web1", "red")
            + power);
    playbook("shell", "[[step]]\nsend = \"\\r\"\nwait = '# $'\n[[step]]\nsend = \"secret\\r\"\n");
    playbook("quick", "[[step]]\nwait = 'never said'\ntimeout = \"1s\"\n");
    playbook("slow", "[[step]]\nwait = 'never said'\ntimeout = \"60s\"\n");
    playbook("endless", "limit = \"1s\"\n[[step]]\nwait = 'never said'\ntimeout = \"60s\"\n");
    playbook("hard", "[[step]]\nsend = \"?\"\nwait = '(a|aa)+b$'\ntimeout = \"2s\"\n");
    playbook("round", "limit = \"1s\"\n[[step]]\nname = \"a\"\nsay = \"x\"\ngoto = \"a\"\n");
    playbook("broken", "[[step]]\nsnd = \"x\"\n");
    gateway = Gateway.start(site);
    machine.awaitConnected();
  }

  private static void playbook(String name, String text) throws IOException {
    Path folder = Files.createDirectories(dir.resolve("playbooks"));
    Files.writeString(folder.resolve(name + ".toml"), "about = \"" + name + " one\"\n" + text);
  }

  @AfterAll
  static void close() throws IOException {
    gateway.close();
    machine.close();
  }

  @Test
  void playbookWaitsTypesAndReportsEveryStepWithoutTheText() throws IOException {
    try (Program run = gateway.as("rita").start("web1", "rescue", "shell")) {
      machine.awaitGot("\r");
      machine.say("\r\n\033[1mweb1:~# ");
      machine.awaitGot("secret\r");
      Program.Outcome outcome = run.await(Duration.ofSeconds(20));
      assertThat(outcome.exit()).as(outcome.toString()).isZero();
      assertThat(outcome.text()).contains("web1:~# ").contains("rescue shell: done");
      assertThat(outcome.err())
          .contains("rescue shell 1/2: types 1 bytes")
          .contains("rescue shell 2/2: types 7 bytes")
          .doesNotContain("secret");
    }
    assertThat(gateway.as("rita").run("web1", "who").text()).doesNotContain("writer");
    String events = gateway.as("otto").run("audit", "events", "--event", "rescue", "--json").text();
    assertThat(events).contains("types 7 bytes").doesNotContain("secret");
  }

  @Tag("long")
  @Test
  void timeoutExitsWith5AndAFaultyOrMissingPlaybookIsReported() {
    Program.Outcome late = gateway.as("rita").run("web1", "rescue", "quick");
    assertThat(late.exit()).as(late.toString()).isEqualTo(5);
    assertThat(late.err()).contains("not seen within 1 s: never said");
    Program.Outcome over = gateway.as("rita").run("web1", "rescue", "endless");
    assertThat(over.exit()).as(over.toString()).isEqualTo(5);
    assertThat(over.err()).contains("rescue endless: not done within 1 s in all");
    Program.Outcome faulty = gateway.as("rita").run("web1", "rescue", "broken");
    assertThat(faulty.exit()).isEqualTo(1);
    assertThat(faulty.err()).contains("broken.toml:3: unknown key snd");
    Program.Outcome unknown = gateway.as("rita").run("web1", "rescue", "nothing");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err()).contains("playbooks are broken endless hard quick round shell slow");
    assertThat(gateway.as("rita").run("web1", "rescue").text()).contains("shell one", "faults");
    Program.Outcome watcher = gateway.as("wally").run("web1", "rescue", "quick");
    assertThat(watcher.exit()).isEqualTo(3);
    Program.Outcome watching = gateway.as("rita").run("web1+watch", "rescue", "quick");
    assertThat(watching.exit()).as(watching.toString()).isEqualTo(3);
    assertThat(watching.err())
        .isEqualTo(
            "postern: web1: not permitted: a +watch login never types; log in without +watch\n");
    Program.Outcome check =
        Program.run(
            Duration.ofSeconds(30),
            Gateway.command("check", "--config", dir.resolve("postern.toml").toString())
                .toArray(String[]::new));
    assertThat(check.exit()).isEqualTo(1);
    assertThat(check.err())
        .contains("broken.toml:3: unknown key snd in step 1, did you mean send?");
  }

  @Test
  void playbookIsBoundedWhateverItWaitsForAndTypes() throws IOException {
    try (Program run = gateway.as("rita").start("web1", "rescue", "hard")) {
      machine.awaitGot("?");
      machine.say("\r\n" + "a".repeat(60) + "c");
      assertThat(run.await(Duration.ofSeconds(20)).exit()).isEqualTo(5);
    }
    Program.Outcome round = gateway.as("rita").run("web1", "rescue", "round");
    assertThat(round.exit()).as(round.toString()).isEqualTo(5);
    assertThat(round.err().lines().filter(line -> line.contains("1/1: x"))).hasSizeLessThan(9);
  }

  @Test
  void ctrlCOrLossOfTheKeyboardStopsAPlaybook() {
    try (Terminal first = gateway.as("rita").open("web1", "rescue", "slow")) {
      first.awaitScreen("waits for never said");
      Program.Outcome second = gateway.as("rita").run("web1", "rescue", "quick");
      assertThat(second.exit()).as(second.toString()).isEqualTo(4);
      first.keys("C-c");
      assertThat(first.awaitExit()).isEqualTo(1);
    }
    try (Program first = gateway.as("rita").start("web1", "rescue", "slow")) {
      await().atMost(Duration.ofSeconds(10)).until(() -> first.errors().contains("waits for"));
      Program.Outcome second = gateway.as("rita").run("web1", "rescue", "quick", "--force");
      assertThat(second.exit()).isEqualTo(5);
      assertThat(first.await(Duration.ofSeconds(10)).exit()).isEqualTo(4);
    }
    Program.Outcome free = gateway.as("rita").run("web1", "rescue", "quick");
    assertThat(free.exit()).isEqualTo(5);
  }

  @Test
  void armedResetIsShownAndCanBeKeptAndIsOnePerMachine() {
    Program.Outcome armed = gateway.as("rita").run("web1", "try", "5m");
    assertThat(armed.exit()).as(armed.toString()).isZero();
    assertThat(gateway.as("rita").run("web1", "try", "6m").exit()).isEqualTo(4);
    assertThat(gateway.as("wally").run("web1", "keep").exit()).isEqualTo(3);
    assertThat(gateway.as("rita").run("web1", "status", "--json").text()).contains("\"try\":\"20");
    assertThat(gateway.as("wally").run("web1", "try").text()).contains("red/rita");
    try (Terminal watcher = gateway.as("wally").open(120, 30, "web1")) {
      watcher.awaitScreen("RESET at .* unless someone says `keep`");
      assertThat(gateway.as("rita").run("web1", "keep").exit()).isZero();
      watcher.awaitScreen("red/rita: kept; the reset is called off");
    }
    assertThat(gateway.as("rita").run("web1", "keep").exit()).isEqualTo(1);
    assertThat(gateway.as("rita").run("web1", "try", "1s").exit()).isEqualTo(2);
    assertThat(gateway.as("rita").run("web1", "status", "--json").text()).contains("\"try\":null");
    assertThat(dir.resolve("was-reset")).doesNotExist();
  }
}
