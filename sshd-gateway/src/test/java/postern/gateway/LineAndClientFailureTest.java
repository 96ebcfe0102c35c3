package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/** What people see when a line is absent, a machine goes away, or a client dies. */
@Timeout(120)
final class LineAndClientFailureTest {
  @TempDir private static Path dir;
  private static Gateway gateway;

  @BeforeAll
  static void open() throws IOException {
    Site site = Site.in(dir);
    site.fleet(
        "all.toml",
        site.person("red", "rita")
            + site.person("red", "rolf")
            + site.admin("ada")
            + site.auditor("otto")
            + entry("absent")
            + entry("waited")
            + entry("killed")
            + entry("dying")
            + entry("stopped"));
    gateway = Gateway.start(site);
  }

  private static String entry(String name) {
    return FakeMachine.entry(name, "red", dir.resolve(name));
  }

  private static FakeMachine machine(String name) throws IOException {
    return FakeMachine.echoing(dir.resolve(name));
  }

  @AfterAll
  static void close() {
    gateway.close();
  }

  @Test
  void anAbsentConsoleIsDownWithAReasonAndComesUpByItself() throws IOException {
    assertThat(gateway.as("rita").run("absent", "status", "--json").text())
        .contains("\"console\":\"down\"")
        .containsPattern("\"reason\":\"[^\"]*absent[^\"]*\"");
    try (FakeMachine absent = machine("absent")) {
      absent.awaitConnected();
      await("up")
          .atMost(Duration.ofSeconds(20))
          .until(() ->
              gateway
                  .as("rita")
                  .run("absent", "status", "--json")
                  .text()
                  .contains("\"console\":\"up\""));
    }
  }

  @Test
  void attachingADownConsoleTriesAtOnceAndEnterTriesAgain() throws IOException {
    try (Terminal rita = gateway.as("rita").open("waited")) {
      rita.awaitScreen("waited: line DOWN since .*trying now[\\s\\S]*why: there is no socket");
      rita.keys("Enter").awaitScreen("not sent and not kept: waited's line is down");
      try (FakeMachine waited = machine("waited")) {
        rita.keys("Enter").awaitScreen("waited's line is up", Duration.ofSeconds(3));
        rita.line("hello").awaitScreen("^hello");
        await("what was typed before is gone")
            .untilAsserted(() ->
                assertThat(new String(waited.got(), StandardCharsets.UTF_8)).isEqualTo("hello\r"));
      }
    }
  }

  @Test
  void aMachineThatDiesIsToldAndTheSessionContinues() throws IOException {
    try (FakeMachine dying = machine("dying");
        Terminal rita = gateway.as("rita").open("dying")) {
      dying.awaitConnected();
      rita.awaitScreen("you have the keyboard");
      rita.line("first").awaitScreen("^first");
      dying.hangUp();
      rita.awaitScreen("dying's line is down since");
      rita.awaitScreen("far end hung up[\\s\\S]*dying's line is up");
      rita.line("second").awaitScreen("^second");
      rita.keys("C-e").type("c.");
      assertThat(rita.awaitExit()).isZero();
    }
  }

  @Test
  void aKilledClientFreesTheKeyboardAtOnce() throws IOException {
    try (FakeMachine killed = machine("killed");
        Program rita = gateway.as("rita").start("killed")) {
      killed.awaitConnected();
      rita.type("mine\r".getBytes(StandardCharsets.UTF_8));
      killed.awaitGot("mine\r");
      assertThat(keyboard("killed")).contains("\"keyboard\":\"red/rita\"");
      rita.process().destroyForcibly();
      await("free")
          .atMost(Duration.ofSeconds(15))
          .until(() -> keyboard("killed").contains("\"keyboard\":null"));
    }
  }

  @Test
  @Tag("long")
  void aStoppedClientLosesTheKeyboardWithin15Seconds() throws IOException {
    try (FakeMachine stopped = machine("stopped");
        Program rita = gateway.as("rita").start("stopped")) {
      stopped.awaitConnected();
      rita.type("mine\r".getBytes(StandardCharsets.UTF_8));
      stopped.awaitGot("mine\r");
      rolfGetsItFrom(rita);
    }
  }

  private static void rolfGetsItFrom(Program rita) {
    try (Terminal rolf = gateway.as("rolf").open("stopped")) {
      rolf.awaitScreen("red/rita.* has the keyboard, you watch");
      Program.must("kill", "-STOP", "" + rita.process().pid());
      rolf.awaitScreen("the keyboard is free: red/rita.* fell silent", Duration.ofSeconds(15));
      rolf.keys("C-e").type("ca").awaitScreen("you have the keyboard");
      rolf.line("his").awaitScreen("^his");
      Program.must("kill", "-CONT", "" + rita.process().pid());
      await("rita told")
          .atMost(Duration.ofSeconds(10))
          .until(() -> rita.errors().contains("your connection was silent: you lost the keyboard"));
    }
  }

  @Test
  @Tag("long")
  void aDeviceWithoutPermissionIsDownAndSaysSo() throws IOException {
    Path open = Files.createTempDirectory("postern-nobody");
    try (Program first = terminal(open.resolve("tty1"));
        Program second = terminal(open.resolve("tty2"));
        Nobody nobody = Nobody.at(open)) {
      assertThat(first.process().isAlive() && second.process().isAlive()).isTrue();
      nobody.sees("serial", "denied");
      nobody.sees("pty", "denied");
    } finally {
      Program.must("rm", "-r", open.toString());
    }
  }

  private static Program terminal(Path link) {
    Program pty =
        Program.start(java.util.List.of("socat", "PTY,raw,echo=0,mode=600,link=" + link, "PIPE"));
    await("a pty").atMost(Duration.ofSeconds(10)).until(() -> Files.exists(link));
    return pty;
  }

  private static String keyboard(String machine) {
    return gateway.as("ada").run(machine, "status", "--json").text();
  }

  /** Starts a gateway that runs as nobody in its own folder, with two machines on ptys. */
  private record Nobody(Gateway gateway) implements AutoCloseable {
    static Nobody at(Path open) throws IOException {
      Site site = Site.in(Files.createDirectory(open.resolve("site")));
      site.fleet(
          "all.toml",
          site.person("red", "rita")
              + """
              [machine.serial]
              tenant = "red"
              console = { at = "serial:%1$s1", baud = 9600 }
              [machine.pty]
              tenant = "red"
              console = "pty:%1$s2"
              """
                  .formatted(open.resolve("tty")));
      Program.must("chown", "-R", "nobody", open.toString());
      Program.must("chown", "-h", "root", open.resolve("tty1").toString());
      Program.must("chown", "-h", "root", open.resolve("tty2").toString());
      return new Nobody(
          Gateway.start(
              java.util.List.of(
                  "setpriv", "--reuid", "nobody", "--clear-groups", "--regid", "nogroup"),
              site,
              Gateway.classPathIn(Files.createDirectory(open.resolve("classes")))));
    }

    void sees(String machine, String why) {
      assertThat(gateway.as("rita").run(machine, "status", "--json").text())
          .contains("\"console\":\"down\"")
          .containsPattern("(?i)\"reason\":\"[^\"]*" + why);
    }

    @Override
    public void close() {
      gateway.close();
    }
  }
}
