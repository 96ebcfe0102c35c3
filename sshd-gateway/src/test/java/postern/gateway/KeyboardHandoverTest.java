package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;
import postern.gateway.rig.Terminal;
import postern.gateway.rig.UmlGuest;

/** How people pass the keyboard on, how sessions end, and what is recorded of it. */
@Timeout(180)
final class KeyboardHandoverTest {
  @TempDir private Path dir;

  private static Terminal key(Terminal terminal, String letters) {
    terminal.keys("C-e");
    return terminal.type("c" + letters);
  }

  @Tag("long")
  @Test
  void everyEndIsToldAndEveryChangeIsRecorded() throws Exception {
    try (FakeMachine web1 = FakeMachine.echoing(dir.resolve("web1.sock"));
        FakeMachine web2 = FakeMachine.echoing(dir.resolve("web2.sock"))) {
      Site site = Site.in(dir);
      String people = site.person("red", "rita") + site.admin("ada") + site.auditor("otto");
      String bob = site.person("red", "bob");
      site.fleet("people.toml", people).fleet("bob.toml", bob);
      site.fleet("web2.toml", web2.entry("web2", "red"));
      site.fleet(
          "web1.toml",
          web1.entry("web1", "red") + "on-release = \"send\"\non-release-send = '\\x03exit\\r'\n");
      try (Gateway gateway = Gateway.start(site)) {
        web1.awaitConnected();
        handOver(gateway, web1);
        endings(gateway, site);
        String events = gateway.as("otto").run("audit", "events", "--json").text();
        assertThat(events)
            .contains("\"ask-asked\"", "\"consent\"", "\"leave\"", "\"message\"", "\"note\"")
            .contains("hello everybody", "ticket 42");
      }
    }
  }

  private static void handOver(Gateway gateway, FakeMachine web1) {
    try (Terminal rita = gateway.as("rita").open("web1")) {
      rita.awaitScreen("you have the keyboard");
      handOver(gateway, rita, web1);
    }
  }

  private static void handOver(Gateway gateway, Terminal rita, FakeMachine web1) {
    try (Terminal bob = gateway.as("bob").open("web1")) {
      bob.awaitScreen("red/rita has the keyboard");
      key(rita, "b").line("hello everybody");
      bob.awaitScreen("red/rita says: hello everybody");
      key(rita, "n").line("ticket 42");
      rita.awaitScreen("noted in the record");
      key(bob, "q").awaitScreen("you asked red/rita");
      rita.awaitScreen("red/bob asks for the keyboard");
      key(rita, "y");
      bob.awaitScreen("red/rita gave you the keyboard");
      bob.type("ls");
      bob.awaitScreen("ls");
      key(bob, "\\;").awaitScreen("machine \\(number or name, q leaves\\)");
      bob.line("web2").awaitScreen("web2: line up since");
      rita.awaitScreen("typed the on-release text after red/bob");
      web1.awaitGot("ls\3exit\r");
      key(bob, ".");
      assertThat(bob.awaitExit()).isZero();
    }
  }

  private static void endings(Gateway gateway, Site site) throws Exception {
    try (Terminal rita = gateway.as("rita").open("web1")) {
      rita.awaitScreen("you have the keyboard");
      withdrawals(gateway, site);
      String session =
          gateway
              .as("ada")
              .run("admin", "sessions", "--json")
              .text()
              .lines()
              .filter(line -> line.contains("\"web1\""))
              .findFirst()
              .orElseThrow()
              .replaceAll(".*\"session\":\"([^\"]+)\".*", "$1");
      gateway.as("ada").run("admin", "kill", session, "--reason", "lunch");
      rita.awaitScreen("ended by admin/ada: lunch");
      assertThat(rita.awaitExit()).isEqualTo(1);
    }
    try (Terminal rita = gateway.as("rita").open("web1")) {
      rita.awaitScreen("you have the keyboard");
      gateway.terminate();
      rita.awaitScreen("back in about 10 s, same command");
      assertThat(rita.awaitExit()).isEqualTo(1);
      gateway.startAgain();
    }
  }

  private static void withdrawals(Gateway gateway, Site site) throws Exception {
    try (Terminal bob = gateway.as("bob").open("web1");
        Terminal other = gateway.as("rita").open("web2")) {
      bob.awaitScreen("red/rita has the keyboard");
      other.awaitScreen("web2: line up");
      site.fleet("bob.toml", "# nobody\n");
      bob.awaitScreen("your access to this machine was withdrawn", Duration.ofSeconds(15));
      assertThat(bob.awaitExit()).isEqualTo(3);
      site.fleet("web2.toml", "# none\n");
      other.awaitScreen("this machine was removed", Duration.ofSeconds(15));
      assertThat(other.awaitExit()).isEqualTo(1);
    }
  }

  @Test
  @Tag("long")
  void aLockSurvivesARestartAndEndsWithALoginPrompt() throws Exception {
    try (FakeMachine web1 = FakeMachine.echoing(dir.resolve("web1.sock"))) {
      Site site = Site.in(dir);
      String people = site.person("red", "rita") + site.person("red", "bob");
      site.fleet("all.toml", people + web1.entry("web1", "red") + "on-release = \"lock\"\n");
      try (Gateway gateway = Gateway.start(site)) {
        web1.awaitConnected();
        assertThat(gateway.as("bob").run("web1", "send", "id").exit()).isZero();
        Path lock = dir.resolve("data/locks/red.web1.1.lock");
        await().until(() -> Files.exists(lock));
        gateway.kill();
        gateway.startAgain();
        locked(gateway);
        gateway.terminate();
        gateway.startAgain();
        locked(gateway);
        web1.say("\r\nweb1 login: ");
        await().until(() -> !Files.exists(lock));
        gateway.kill();
        gateway.startAgain();
        try (Terminal rita = gateway.as("rita").open("web1")) {
          rita.awaitScreen("you have the keyboard");
        }
      }
    }
  }

  @Test
  @Tag("long")
  void theSizeThatAMachineWasToldSurvivesARestart() throws Exception {
    try (FakeMachine web1 = FakeMachine.echoing(dir.resolve("web1.sock"))) {
      Site site = Site.in(dir);
      String all = site.person("red", "rita") + web1.entry("web1", "red");
      site.fleet("all.toml", all);
      try (Gateway gateway = Gateway.start(site)) {
        web1.awaitConnected();
        tellSize(gateway, web1);
        Path kept = dir.resolve("data/sizes/red.web1.1.size");
        await().until(() -> Files.exists(kept));
        gateway.kill();
        gateway.startAgain();
        smallTerminalSees(gateway, "screen 110x40");
        gateway.terminate();
        gateway.startAgain();
        smallTerminalSees(gateway, "screen 110x40");
        gateway.terminate();
        site.fleet("all.toml", all + "size = \"132x43\"\n");
        gateway.startAgain();
        smallTerminalSees(gateway, "screen 132x43");
        await().until(() -> !Files.exists(kept));
        tellSize(gateway, web1);
        await().until(() -> Files.exists(kept));
        site.fleet("all.toml", all + "size = \"100x30\"\n");
        await().atMost(Duration.ofSeconds(10)).until(() -> !Files.exists(kept));
        smallTerminalSees(gateway, "screen 100x30");
        tellSize(gateway, web1);
        await().until(() -> Files.exists(kept));
        web1.say("\r\nLinux version 6.12.9\r\nKernel command line: ro\r\n");
        await().until(() -> !Files.exists(kept));
        smallTerminalSees(gateway, "screen 100x30");
      }
    }
  }

  private static void tellSize(Gateway gateway, FakeMachine web1) throws Exception {
    try (Terminal rita = gateway.as("rita").open(110, 40, "web1")) {
      rita.awaitScreen("you have the keyboard");
      web1.say("\r\nweb1:~# ");
      rita.awaitScreen("^web1:~# *$");
      key(rita, "t").awaitScreen("typed \"stty rows 40 cols 110\"");
      key(rita, ".");
      assertThat(rita.awaitExit()).isZero();
    }
  }

  private static void smallTerminalSees(Gateway gateway, String words) {
    try (Terminal rita = gateway.as("rita").open("web1")) {
      rita.awaitScreen(words);
      key(rita, ".");
      assertThat(rita.awaitExit()).isZero();
    }
  }

  private static void locked(Gateway gateway) {
    Program.Outcome refused = gateway.as("rita").run("web1", "send", "rm -r /");
    assertThat(refused.exit()).as(refused.toString()).isEqualTo(4);
    assertThat(refused.err()).contains("red/bob may still be logged in there");
    try (Terminal rita = gateway.as("rita").open("web1")) {
      rita.awaitScreen("the keyboard is locked: red/bob may still be logged in on web1");
    }
    assertThat(gateway.as("bob").run("web1", "send", "exit").exit()).isZero();
  }

  @Test
  @Tag("guest")
  void sysRqAndTheTerminalSizeReachAUserModeLinux() throws Exception {
    Site site = Site.in(dir);
    try (UmlGuest guest = new UmlGuest("web1")) {
      site.fleet("all.toml", site.person("red", "rita") + guest.entry("red"));
      try (Gateway gateway = Gateway.start(site);
          Terminal rita = gateway.as("rita").open(110, 40, "web1")) {
        rita.awaitScreen("^web1 login:", Duration.ofSeconds(60));
        rita.keys("Enter").awaitScreen("^web1 login: *$");
        rita.line("root").awaitScreen("^Password: *$");
        rita.line("postern").awaitScreen("^web1:~# *$");
        key(rita, "t").awaitScreen("typed \"stty rows 40 cols 110\"");
        rita.line("stty size").awaitScreen("^40 110$");
        key(rita, "kh").awaitQuestion("press SysRq h on web1\\?");
        rita.type("y").awaitScreen("SysRq h pressed");
        rita.awaitScreen("sysrq: HELP|SysRq *: HELP");
        key(rita, "i").awaitScreen("last boot seen");
        key(rita, ".");
        assertThat(rita.awaitExit()).isZero();
      }
    }
  }
}
