package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;
import postern.gateway.rig.Ssh;
import postern.gateway.rig.UmlGuest;

/** The boots of a real guest. */
@Tag("guest")
final class HistoryGuestTest {
  private static final Duration BOOT = Duration.ofMinutes(2);

  @TempDir Path dir;

  @Test
  void theBootBeforeThisOneIsThereAfterAPowerCycle() throws Exception {
    try (UmlGuest guest = new UmlGuest("web1")) {
      Site site = Site.in(dir);
      site.fleet("fleet.toml", guest.entry("red") + site.person("red", "alice"));
      try (Gateway gateway = Gateway.start(site)) {
        Ssh alice = gateway.as("alice");
        assertThat(alice.run(BOOT, "web1", "wait", "login:", "--timeout", "110s").exit()).isZero();
        assertThat(alice.run(BOOT, "web1", "power", "cycle").exit()).isZero();
        assertThat(alice.run(BOOT, "web1", "wait", "login:", "--timeout", "110s").exit()).isZero();
        List<String> before = log(alice, "-1");
        List<String> now = log(alice, "0");
        assertThat(before.getFirst()).startsWith("[    0.000000] Linux version ");
        assertThat(now.getFirst()).startsWith("[    0.000000] Linux version ");
        assertThat(before).anyMatch(line -> line.contains("login:"));
        assertThat(now).anyMatch(line -> line.contains("login:"));
        assertThat(before.stream().filter(line -> line.contains("Linux version "))).hasSize(1);
        assertThat(alice.run("web1", "log", "--boot", "-2").err()).contains("no such boot: 2 were");
      }
    }
  }

  private static List<String> log(Ssh alice, String boot) {
    Program.Outcome outcome = alice.run("web1", "log", "--boot", boot);
    assertThat(outcome.exit()).isZero();
    return outcome.text().lines().toList();
  }
}
