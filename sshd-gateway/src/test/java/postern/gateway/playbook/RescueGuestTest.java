package postern.gateway.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.QemuGuest;
import postern.gateway.rig.Site;
import postern.gateway.rig.Terminal;
import postern.gateway.rig.UmlGuest;

/** Playbooks, boot profiles and armed resets on real machines. */
@Tag("guest")
@Timeout(300)
final class RescueGuestTest {
  private static final Duration LONG = Duration.ofSeconds(150);
  private static final String PROMPT = "^web1:~# *$";

  @TempDir private Path dir;

  @Test
  void aPlaybookLetsAPersonInThatTheMachinesFirewallShutOut() throws IOException {
    try (UmlGuest guest = new UmlGuest("web1");
        Gateway gateway = Gateway.start(site(guest.entry("red")))) {
      guest.net().awaitDoor(true);
      shut(gateway);
      guest.net().awaitDoor(false);
      Program.Outcome opened = gateway.as("rita").run(LONG, "web1", "rescue", "firewall-open");
      assertThat(opened.exit()).as(opened.toString()).isZero();
      assertThat(guest.net().doorOpen()).isTrue();
      Program.Outcome mounted = gateway.as("rita").run(LONG, "web1", "rescue", "remount-rw");
      assertThat(mounted.exit()).as(mounted.toString()).isZero();
      Program.Outcome shell = gateway.as("rita").run(LONG, "web1", "rescue", "root-shell");
      assertThat(shell.exit()).as(shell.toString()).isZero();
    }
  }

  @Test
  void aPlaybookLetsAPersonIntoAQemuMachine() throws IOException {
    try (QemuGuest guest = new QemuGuest(dir, "web1");
        Gateway gateway = Gateway.start(site(guest.entry("red")))) {
      guest.net().awaitDoor(true);
      shut(gateway);
      guest.net().awaitDoor(false);
      Program.Outcome opened = gateway.as("rita").run(LONG, "web1", "rescue", "firewall-open");
      assertThat(opened.exit()).as(opened.toString()).isZero();
      assertThat(guest.net().doorOpen()).isTrue();
    }
  }

  @Test
  void aBootProfileIsOnTheKernelsCommandLineOnceOrPersistently() throws IOException {
    try (UmlGuest guest = new UmlGuest("web1");
        Gateway gateway =
            Gateway.start(
                site(
                    guest.entry("red")
                        + "[machine.web1.profile.rescue]\nappend = \"guest.seen=rescue\"\n"))) {
      guest.net().awaitDoor(true);
      assertThat(run(gateway, "profiles", "--json"))
          .contains("{\"profile\":\"default\",\"in_force\":true,\"kept\":true}");
      assertThat(gateway.as("rita").run("web1", "boot", "nothing").exit()).isEqualTo(2);
      run(gateway, "boot", "rescue");
      assertThat(run(gateway, "status", "--json")).contains("\"profile\":\"rescue\"");
      cmdline(gateway, true);
      run(gateway, "power", "cycle", "--force");
      assertThat(run(gateway, "status", "--json")).contains("\"profile\":\"default\"");
      cmdline(gateway, false);
      run(gateway, "boot", "rescue", "--keep", "--force");
      gateway.kill();
      gateway.startAgain();
      assertThat(run(gateway, "status", "--json")).contains("\"profile\":\"rescue\"");
      run(gateway, "power", "off", "--force");
      run(gateway, "power", "on", "--force");
      cmdline(gateway, true);
      assertThat(run(gateway, "profiles", "--json"))
          .contains("{\"profile\":\"rescue\",\"in_force\":true,\"kept\":true}");
      assertThat(gateway.as("otto").run("audit", "events", "--event", "power", "--json").text())
          .contains("\"action\":\"boot\"")
          .contains("\"profile\":\"rescue\"");
    }
  }

  @Test
  void aChangeThatIsNotKeptIsUndoneByAReset() throws IOException {
    try (UmlGuest guest = new UmlGuest("web1");
        Gateway gateway = Gateway.start(site(guest.entry("red")))) {
      guest.net().awaitDoor(true);
      run(gateway, "try", "40s");
      shut(gateway);
      guest.net().awaitDoor(false);
      await("the door opens by itself")
          .atMost(Duration.ofSeconds(90))
          .until(() -> guest.net().doorOpen());
      await("the reset is written down")
          .atMost(Duration.ofSeconds(60))
          .until(() ->
              gateway
                  .as("otto")
                  .run("audit", "events", "--event", "try", "--json")
                  .text()
                  .contains("fired"));
      assertThat(run(gateway, "status", "--json")).contains("\"try\":null");
    }
  }

  private Site site(String machine) throws IOException {
    Site site = Site.in(dir);
    Path folder = Files.createDirectories(site.dir().resolve("playbooks"));
    try (var ours = Files.list(Program.checkout().resolve("playbooks"))) {
      for (Path playbook : ours.toList()) {
        Files.copy(playbook, folder.resolve(playbook.getFileName()));
      }
    }
    return site.fleet("all.toml", site.person("red", "rita") + site.auditor("otto") + machine);
  }

  private static String run(Gateway gateway, String... words) {
    Program.Outcome outcome = gateway.as("rita").run(LONG, "web1", words);
    assertThat(outcome.exit()).as(String.join(" ", words) + ": " + outcome).isZero();
    return outcome.text();
  }

  private static void login(Terminal terminal) {
    terminal.awaitScreen("^web1 login:", LONG);
    terminal.keys("Enter").awaitScreen("^web1 login: *$");
    terminal.line("root").awaitScreen("^Password: *$");
    terminal.line("postern").awaitScreen(PROMPT);
  }

  private static void shut(Gateway gateway) {
    try (Terminal terminal = gateway.as("rita").open("web1")) {
      login(terminal);
      terminal.line("fw-break").awaitScreen("(?i)policy drop");
      terminal.keys("C-e").type("c.");
      assertThat(terminal.awaitExit()).isZero();
    }
  }

  private static void cmdline(Gateway gateway, boolean rescue) {
    try (Terminal terminal = gateway.as("rita").open("web1")) {
      login(terminal);
      terminal.line("clear; grep -c seen=rescue /proc/cmdline").awaitScreen(rescue ? "^1$" : "^0$");
      terminal.keys("C-e").type("c.");
      assertThat(terminal.awaitExit()).isZero();
    }
  }
}
