package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.QemuGuest;
import postern.gateway.rig.Site;
import postern.gateway.rig.Terminal;
import postern.gateway.rig.UmlGuest;

/** Break and SysRq on each kind of line: the right thing, or one line that says why not. */
@Timeout(240)
final class BreakSshTest {
  private static final Duration BOOT = Duration.ofMinutes(2);

  @TempDir private Path dir;

  private static void refused(Gateway gateway, String machine, String why) {
    Program.Outcome broken = gateway.as("rita").run(machine, "break");
    assertThat(broken.exit()).as(broken.toString()).isEqualTo(1);
    assertThat(broken.err().lines())
        .containsExactly("postern: " + machine + ": no break sent: " + why);
    Program.Outcome pressed = gateway.as("rita").run(machine, "sysrq", "h");
    assertThat(pressed.exit()).as(pressed.toString()).isEqualTo(1);
    assertThat(pressed.err().lines()).containsExactly("postern: " + machine + ": no SysRq: " + why);
    try (Terminal rita = gateway.as("rita").open(200, 24, machine)) {
      rita.awaitScreen("you have the keyboard");
      ask(rita, "l2", "send a break of 500 ms").awaitScreen("no break: " + why);
      ask(rita, "kh", "press SysRq h").awaitScreen("no SysRq: " + why);
    }
  }

  /** An escape key that asks first, and the yes to it. */
  private static Terminal ask(Terminal terminal, String keys, String question) {
    return terminal.keys("C-e").type("c" + keys).awaitQuestion(question).type("y");
  }

  @Test
  @Tag("long")
  void ptysSocketsAndSerialAddressesOfPtysSayInOneLineThatTheyHaveNoBreak() throws Exception {
    Path tty = dir.resolve("tty");
    Path second = dir.resolve("tty2");
    try (Program pty = Program.start(List.of("socat", "PTY,rawer,link=" + tty, "PIPE"));
        Program other = Program.start(List.of("socat", "PTY,rawer,link=" + second, "PIPE"));
        FakeMachine socket = FakeMachine.echoing(dir.resolve("socket.sock"))) {
      await().until(() -> Files.exists(tty) && Files.exists(second));
      Site site = Site.in(dir);
      site.fleet(
          "all.toml",
          site.person("red", "rita")
              + site.auditor("otto")
              + socket.entry("socket", "red")
              + FakeMachine.entry("switched", "red", dir.resolve("none.sock"))
              + "power = { at = \"command:\", on = [\"true\"], off = [\"true\"] }\n"
              + "[machine.pty]\ntenant = \"red\"\nconsole = \"pty:"
              + tty
              + "\"\n"
              + "[machine.serial]\ntenant = \"red\"\n"
              + "console = \"serial:"
              + second
              + "?baud=9600\"\n");
      try (Gateway gateway = Gateway.start(site)) {
        socket.awaitConnected();
        refused(gateway, "socket", "a plain socket has no break");
        refused(gateway, "pty", "a pseudo-terminal has no break");
        refused(gateway, "serial", "a pseudo-terminal has no break");
        Program.Outcome down = gateway.as("rita").run("switched", "break");
        assertThat(down.err())
            .contains(
                "no break sent: the line says the line is down, the backend says this machine's"
                    + " backend has no break");
        assertThat(gateway.as("rita").run("pty", "break", "--length", "6s").exit()).isEqualTo(2);
        eventsAndNoSessions(gateway);
        assertThat(pty.process().isAlive() && other.process().isAlive()).isTrue();
      }
    }
  }

  private static void eventsAndNoSessions(Gateway gateway) {
    String sessions = gateway.as("rita").run("socket", "sessions", "--json").text();
    assertThat(sessions.lines()).hasSize(1).allMatch(line -> line.contains("\"role\":\"writer\""));
    for (String event : List.of("break", "sysrq", "keyboard")) {
      Program.Outcome events =
          gateway
              .as("otto")
              .run("audit", "events", "--machine", "socket", "--event", event, "--json");
      assertThat(events.text().lines())
          .as(event)
          .anyMatch(line -> line.contains("\"person\":\"red/rita\"") && noSession(line));
    }
  }

  private static boolean noSession(String event) {
    return event.contains("\"session\":null");
  }

  @Test
  @Tag("guest")
  void aQemuGuestGetsTheBreakByItsMonitorAndTheLetterByItsLine() throws IOException {
    try (QemuGuest guest = new QemuGuest(dir, "web1");
        Gateway gateway = Gateway.start(site(guest.entry("red")))) {
      List<String> ssh = gateway.as("rita").command(List.of("-tt", "-o", "EscapeChar=~"), "web1");
      try (Terminal rita = Terminal.open(150, 50, ssh)) {
        rita.awaitScreen("^web1 login:", BOOT);
        helped(gateway, rita, () -> ask(rita, "kh", "press SysRq h").awaitScreen("h pressed"));
        // after a break alone, the next letter is the key
        helped(
            gateway, rita, () -> ask(rita, "l0", "a break of 250 ms").awaitScreen("ms sent"), "h");
        helped(gateway, rita, () -> sshBreak(rita), "h");
        rita.keys("C-e").type("c.");
        assertThat(rita.awaitExit()).isZero();
      }
      try (Terminal rita = gateway.as("rita").open(150, 50, "web1+watch")) {
        rita.awaitScreen("web1 login:");
        helped(gateway, rita, () -> done(gateway, "sysrq", "h"));
        helped(
            gateway,
            rita,
            () -> {
              done(gateway, "break");
              done(gateway, "send", "-n", "h");
            });
      }
      String events = gateway.as("otto").run("audit", "events", "--json").text();
      assertThat(events.lines().filter(line -> line.contains("\"event\":\"break\"")))
          .hasSize(3); // a SysRq is an event of its own, its break none
    }
  }

  private static void sshBreak(Terminal terminal) {
    terminal.keys("Enter").type("~B").awaitQuestion("send a break of");
    terminal.type("y").awaitScreen("ms sent");
  }

  /** Each time the kernel says its help once more. */
  private static void helped(Gateway gateway, Terminal terminal, Runnable act, String... typed) {
    int before = helps(gateway);
    act.run();
    for (String text : typed) {
      terminal.type(text);
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(helps(gateway)).isEqualTo(before + 1));
    terminal.keys("C-e").type("cr");
  }

  private static int helps(Gateway gateway) {
    String said = gateway.as("rita").run("web1", "log", "--lines", "10000").text();
    return said.split("sysrq: HELP", -1).length - 1;
  }

  private static void done(Gateway gateway, String... words) {
    Program.Outcome outcome = gateway.as("rita").run("web1", words);
    assertThat(outcome.exit()).as(outcome.toString()).isZero();
  }

  @Test
  @Tag("guest")
  void aUserModeLinuxGuestHasSysRqByItsControlSocketAndSaysThatItHasNoBreak() throws IOException {
    try (UmlGuest guest = new UmlGuest("web1");
        Gateway gateway = Gateway.start(site(guest.entry("red")))) {
      guest.net().awaitDoor(true);
      Program.Outcome broken = gateway.as("rita").run("web1", "break");
      assertThat(broken.exit()).isEqualTo(1);
      assertThat(broken.err())
          .contains("the backend says User-Mode Linux has no break; its kernel takes SysRq");
      int before = helps(gateway);
      done(gateway, "sysrq", "h");
      await().untilAsserted(() -> assertThat(helps(gateway)).isEqualTo(before + 1));
    }
  }

  private Site site(String machine) throws IOException {
    Site site = Site.in(dir);
    return site.fleet("all.toml", site.person("red", "rita") + site.auditor("otto") + machine);
  }
}
