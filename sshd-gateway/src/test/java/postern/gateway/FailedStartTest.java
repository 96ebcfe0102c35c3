package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.GuestImages;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;
import postern.gateway.rig.Terminal;

/** Machines that end or panic within their first seconds, as people see them. */
final class FailedStartTest {
  private static final Duration BOOT = Duration.ofMinutes(2);

  @TempDir Path dir;

  private Gateway gateway(String machine) throws IOException {
    Site site = Site.in(dir);
    site.fleet(
        "all.toml",
        site.person("red", "rita") + site.admin("ada") + site.auditor("otto") + machine);
    return Gateway.start(site);
  }

  private static String events(Gateway gateway) {
    return gateway.as("otto").run("audit", "events", "--event", "power", "--json").text();
  }

  @Test
  void aProgramThatEndsIsToldToThoseWhoStartedItAndWrittenDown() throws IOException {
    String program =
        """
        [machine.box]
        tenant = "red"
        console = { at = "exec:", command = ["sh", "-c", "sleep 1; echo no such disk; exit 3"] }
        power = "exec:"
        """;
    try (Gateway gateway = gateway(program)) {
      String why = "failed: it ended within \\d+ s, exit code 3: no such disk";
      await("autostart").until(() -> events(gateway).contains("autostart"));
      assertThat(events(gateway))
          .containsPattern("\"outcome\":\"failed\".*\"action\":\"autostart\",\"reason\":\"" + why);
      assertThat(gateway.stderr()).containsPattern("WARN .*autostart machine=red/box .*" + why);
      for (String act : new String[] {"on", "cycle"}) {
        Program.Outcome outcome = gateway.as("rita").run("box", "power", act);
        assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
        assertThat(outcome.err()).matches("postern: box: " + why + "\\R");
      }
      assertThat(events(gateway))
          .containsPattern("\"outcome\":\"failed\".*\"action\":\"cycle\",\"reason\":\"" + why);
      assertThat(gateway.as("rita").run("box", "status", "--json").text())
          .containsPattern("\"power\":\"off\".*" + why);
      try (Terminal rita = gateway.as("rita").open("box")) {
        rita.awaitScreen("keyboard");
        rita.type("\005cP").awaitScreen("which\\?");
        rita.type("1").awaitScreen("power on on box\\? ");
        // An answer that comes too soon after the question does not count.
        await()
            .pollInterval(Duration.ofMillis(500))
            .until(() -> rita.type("y").screen().contains("is in progress"));
        rita.awaitScreen("(?s)power on of box: failed: it\\s+ended .*exit\\s+code\\s+3");
      }
    }
  }

  @Test
  @Tag("guest")
  void aKernelThatPanicsIsAFailedStartAndTheNextProfileBoots() throws IOException {
    GuestImages images = GuestImages.uml();
    String guest =
        """
        [machine.web1]
        tenant = "red"
        kind = "uml"
        start = "auto"
        kernel = "%s"
        initrd = "%s"
        append = "guest.tty=tty0 rdinit=/no"
        [machine.web1.profile.good]
        append = "rdinit=/init"
        """
            .formatted(images.umlKernel(), images.umlInitrd());
    try (Gateway gateway = gateway(guest)) {
      String panic = "Kernel panic - not syncing: ";
      await("autostart").atMost(BOOT).until(() -> events(gateway).contains("autostart"));
      assertThat(events(gateway)).containsPattern("\"outcome\":\"failed\".*" + panic);
      Program.Outcome on = gateway.as("rita").run(BOOT, "web1", "power", "on");
      assertThat(on.exit()).as(on.toString()).isEqualTo(1);
      assertThat(on.err()).matches("postern: web1: failed: .*" + panic + ".*\\R");
      await().until(() -> status(gateway).contains("\"power\":\"off\""));
      assertThat(status(gateway)).contains(panic);
      Program.Outcome boot = gateway.as("rita").run(BOOT, "web1", "boot", "good");
      assertThat(boot.exit()).as(boot.toString()).isZero();
      assertThat(status(gateway))
          .contains("\"power\":\"on\"", "\"profile\":\"good\"")
          .doesNotContain("panic");
      assertThat(gateway.as("rita").run(BOOT, "web1", "wait", "login:").exit()).isZero();
      assertThat(gateway.as("rita").run("web1", "power", "off").exit()).isZero();
    }
  }

  private static String status(Gateway gateway) {
    return gateway.as("rita").run("web1", "status", "--json").text();
  }
}
