package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
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

/** Fleet files with the mistakes that people make: the gateway continues and reports the fault. */
@Timeout(120)
final class FleetFilesTest {
  private static final Duration WITHIN = Duration.ofSeconds(5);

  /** A mistake, its line, and words of the fault. */
  private record Mistake(String toml, int line, String words) {}

  @TempDir private static Path dir;
  private static Site site;
  private static Gateway gateway;

  @BeforeAll
  static void open() throws IOException {
    site = Site.in(dir);
    asItWas();
    gateway = Gateway.start(site);
  }

  @AfterAll
  static void close() {
    gateway.close();
  }

  @AfterEach
  void mend() throws IOException {
    asItWas();
    Files.deleteIfExists(dir.resolve("fleet.d/60-more.toml"));
    Files.deleteIfExists(dir.resolve("fleet.d/70-many.toml"));
    Program.Outcome reload = gateway.as("ada").run("admin", "reload", "--yes");
    assertThat(reload.exit()).as(reload.toString()).isZero();
  }

  private static void asItWas() throws IOException {
    site.fleet("00-people.toml", people("rita"));
    site.fleet("50-web.toml", web("red"));
  }

  private static String people(String... red) {
    StringBuilder all = new StringBuilder(site.admin("ada") + site.auditor("otto"));
    all.append(site.person("blue", "bob"));
    for (String person : red) {
      all.append(site.person("red", person));
    }
    return all.toString();
  }

  private static String web(String tenant) {
    return FakeMachine.entry("web1", tenant, dir.resolve("web1"));
  }

  @Test
  void theLastGoodCopyReplacesAFaultyFileAndTheFaultIsShown() throws IOException {
    for (Mistake mistake : mistakes()) {
      site.fleet("50-web.toml", mistake.toml());
      Program.Outcome reload = gateway.as("ada").run("admin", "reload");
      assertThat(reload.exit()).as(reload.toString()).isEqualTo(1);
      assertThat(reload.err())
          .contains("50-web.toml:" + mistake.line() + ": ")
          .containsIgnoringCase(mistake.words());
      assertThat(gateway.as("rita").run("web1", "status").exit()).isZero();
    }
    Program.Outcome check = gateway.as("ada").run("admin", "check");
    assertThat(check.exit()).isEqualTo(1);
    assertThat(check.err()).contains("50-web.toml");
    assertThat(check.bytes()).isEmpty();
    assertThat(gateway.as("ada").run("admin", "status").text()).contains("50-web.toml");
    assertThat(gateway.as("otto").run("audit", "events", "--event", "config").text())
        .contains("50-web.toml", "failed");
  }

  private List<Mistake> mistakes() {
    String key = "ssh-ed25519 AAAAnot-base64!";
    return List.of(
        new Mistake("[machine.web1\ntenant = \"red\"\n", 1, "expected"),
        new Mistake(web("red") + "colour = \"blue\"\n", 4, "colour"),
        new Mistake(web("red") + web("red"), 4, "web1"),
        new Mistake(web("red") + "[tenant.red.person.zoe]\nkeys = [\"" + key + "\"]\n", 5, "key"),
        new Mistake(web("red") + FakeMachine.entry("admin", "red", dir), 4, "reserved"),
        new Mistake(web("red") + FakeMachine.entry("a.b", "red", dir), 4, "quotes"),
        new Mistake(web("red") + "[machine.web2]\ntenant = \"r", 5, ""));
  }

  @Test
  void aMachineInTwoFilesIsAFaultAndTheFirstStays() throws IOException {
    site.fleet("60-more.toml", web("red"));
    Program.Outcome reload = gateway.as("ada").run("admin", "reload");
    assertThat(reload.exit()).isEqualTo(1);
    assertThat(reload.err()).contains("60-more.toml:1: ").contains("web1");
    assertThat(gateway.as("rita").run("web1", "status").exit()).isZero();
  }

  @Test
  @Tag("long")
  void theLastGoodCopySurvivesARestartAndAPartlyWrittenFileIsIgnored() throws IOException {
    String half = web("red").substring(0, 30);
    Files.writeString(dir.resolve("fleet.d/50-web.toml"), half);
    await("the fault told").atMost(WITHIN).until(() -> gateway.stderr().contains("50-web.toml"));
    assertThat(gateway.as("rita").run("web1", "status").exit()).isZero();
    gateway.terminate();
    gateway.startAgain();
    assertThat(gateway.as("rita").run("web1", "status").exit()).isZero();
    assertThat(gateway.as("ada").run("admin", "status").text()).contains("50-web.toml");
    Files.writeString(dir.resolve("fleet.d/50-web.toml"), web("red"));
    assertThat(gateway.as("ada").run("admin", "reload").exit()).isZero();
  }

  @Test
  @Tag("long")
  void removalOfFourThousandMachinesWaitsForAConfirmation() throws IOException {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 4000; i++) {
      many.append(FakeMachine.entry("m" + i, "blue", dir.resolve("m")));
    }
    site.fleet("70-many.toml", many.toString());
    gateway.as("ada").run("admin", "reload");
    assertThat(machines()).isEqualTo(4001);
    Files.delete(dir.resolve("fleet.d/70-many.toml"));
    Program.Outcome held = gateway.as("ada").run("admin", "reload");
    assertThat(held.exit()).isEqualTo(1);
    assertThat(held.text()).contains("4000 of 4001 machines", "reload --yes");
    assertThat(machines()).isEqualTo(4001);
    Program.Outcome yes = gateway.as("ada").run("admin", "reload", "--yes");
    assertThat(yes.exit()).as(yes.toString()).isZero();
    assertThat(machines()).isEqualTo(1);
  }

  @Test
  void powerOfMoreThanEightMachinesNeedsAConfirmation() throws IOException {
    StringBuilder many = new StringBuilder();
    for (int i = 1; i <= 9; i++) {
      Path mark = dir.resolve("on" + i);
      many.append(FakeMachine.entry("m" + i, "blue", dir.resolve("m")))
          .append(
              """
              power = { at = "command:", on = ["touch", "%s"], status = ["test", "-e", "%s"] }
              """
                  .formatted(mark, mark));
    }
    site.fleet("70-many.toml", many.toString());
    assertThat(gateway.as("ada").run("admin", "reload").exit()).isZero();
    Program.Outcome nine = gateway.as("ada").run("admin", "power", "m*", "on");
    assertThat(nine.exit()).as(nine.toString()).isEqualTo(2);
    assertThat(nine.err())
        .startsWith("postern: 9 machines are more than 8; --yes confirms; usage: ");
    assertThat(on()).isZero();
    Program.Outcome eight =
        gateway
            .as("ada")
            .run("admin", "power", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "on");
    assertThat(eight.exit()).as(eight.toString()).isZero();
    assertThat(on()).isEqualTo(8);
    Program.Outcome yes = gateway.as("ada").run("admin", "power", "m*", "on", "--yes");
    assertThat(yes.exit()).as(yes.toString()).isZero();
    assertThat(yes.text().lines()).hasSize(9);
    assertThat(on()).isEqualTo(9);
  }

  private static long on() {
    return IntStream.rangeClosed(1, 9).filter(i -> Files.exists(dir.resolve("on" + i))).count();
  }

  private long machines() {
    return gateway.as("ada").run("admin", "machines", "--json").text().lines().count();
  }

  @Test
  void removingAKeyEndsItsSessionsAndConnections() throws IOException {
    try (FakeMachine web1 = FakeMachine.echoing(dir.resolve("web1"))) {
      try (Program rita = attached(web1, "rita")) {
        site.fleet("00-people.toml", people());
        Program.Outcome outcome = rita.await(WITHIN);
        assertThat(outcome.err()).contains("your access to this machine was withdrawn");
        assertThat(outcome.exit()).isEqualTo(3);
      }
      assertThat(gateway.as("rita").run("web1", "status").exit()).isEqualTo(255);
      site.fleet("00-people.toml", people("rita"));
      await("back")
          .atMost(WITHIN)
          .until(() -> gateway.as("rita").run("web1", "status").exit() == 0);
    }
  }

  @Test
  void aFormerAdminIsRemovedFromTheControlRoom() throws IOException {
    String asPerson = "[tenant.red.person.ann]\n" + site.keys("ann");
    site.fleet("00-people.toml", people("rita") + asPerson + site.admin("ann"));
    assertThat(gateway.as("ada").run("admin", "reload").exit()).isZero();
    try (Terminal ann = gateway.as("ann").open("admin")) {
      ann.awaitScreen("red/web1");
      site.fleet("00-people.toml", people("rita") + asPerson);
      ann.awaitScreen("postern: you are no longer an admin here");
      assertThat(gateway.as("ann").run("web1", "status").exit()).isZero();
    }
  }

  @Test
  void aMachineWhoseNameIsANumberIsFoundIfNoRowHasThatNumber() throws IOException {
    site.fleet("60-more.toml", FakeMachine.entry("12", "red", dir.resolve("web1")));
    assertThat(gateway.as("ada").run("admin", "reload").exit()).isZero();
    try (Terminal rita = gateway.as("rita").open("menu")) {
      rita.awaitScreen("q leaves");
      rita.type("12").keys("Enter").awaitScreen("postern: 12: line");
    }
  }

  @Test
  void aPersonInThePickerWhoLosesAccessGetsNoConsole() throws IOException {
    try (FakeMachine web1 = FakeMachine.echoing(dir.resolve("web1"));
        Terminal rita = gateway.as("rita").open("menu")) {
      web1.awaitConnected();
      rita.awaitScreen("q leaves");
      String narrowed = "[tenant.red.person.rita]\nmachines = [\"other\"]\n";
      site.fleet("00-people.toml", people("rita").replace("[tenant.red.person.rita]\n", narrowed));
      await("narrowed")
          .atMost(WITHIN)
          .until(() -> gateway.as("rita").run("web1", "status").exit() == 3);
      rita.type("web1").keys("Enter").awaitScreen("postern: web1: no such machine, or not yours");
      assertThat(rita.screen()).doesNotContain("help, ^Ec. leave");
    }
  }

  @Test
  void aMachineGivenToAnotherTenantEndsSessionsAndStartsWithoutHistory() throws IOException {
    try (FakeMachine web1 = FakeMachine.echoing(dir.resolve("web1"));
        Program rita = attached(web1, "rita")) {
      rita.type("a secret of red\r".getBytes(StandardCharsets.UTF_8));
      await("the echo").atMost(WITHIN).until(() -> rita.outputText().contains("a secret of red"));
      site.fleet("50-web.toml", web("blue"));
      Program.Outcome outcome = rita.await(WITHIN);
      assertThat(outcome.err()).contains("your access to this machine was withdrawn");
      assertThat(outcome.exit()).isEqualTo(3);
      assertThat(gateway.as("rita").run("web1", "status").exit()).isEqualTo(3);
      assertThat(gateway.as("bob").run("web1", "status").exit()).isZero();
      assertThat(gateway.as("bob").run("web1", "screen").text()).doesNotContain("secret");
      assertThat(gateway.as("bob").run("web1", "sessions", "--json").text()).isEmpty();
      assertThat(gateway.as("otto").run("audit", "output", "web1", "--tenant", "red").text())
          .contains("a secret of red");
    }
  }

  @Test
  void removingAMachineEndsItsSessionsWithTheReason() throws IOException {
    try (FakeMachine web1 = FakeMachine.echoing(dir.resolve("web1"));
        Program rita = attached(web1, "rita")) {
      site.fleet("50-web.toml", "");
      Program.Outcome outcome = rita.await(WITHIN);
      assertThat(outcome.err()).contains("this machine was removed");
      assertThat(outcome.exit()).isEqualTo(1);
    }
  }

  @Test
  void aChangedConsoleAddressReopensTheLineAndKeepsTheSession() throws IOException {
    try (FakeMachine web1 = FakeMachine.echoing(dir.resolve("web1"));
        FakeMachine moved = FakeMachine.echoing(dir.resolve("moved"));
        Program rita = attached(web1, "rita")) {
      site.fleet("50-web.toml", FakeMachine.entry("web1", "red", moved.path()));
      moved.awaitConnected();
      rita.type("there\r".getBytes(StandardCharsets.UTF_8));
      moved.awaitGot("there\r");
      assertThat(rita.process().isAlive()).isTrue();
    }
  }

  private Program attached(FakeMachine machine, String person) throws IOException {
    Program session = gateway.as(person).start("web1");
    await("the card")
        .atMost(Duration.ofSeconds(20))
        .until(() -> session.errors().contains("leave"));
    machine.awaitConnected();
    return session;
  }
}
