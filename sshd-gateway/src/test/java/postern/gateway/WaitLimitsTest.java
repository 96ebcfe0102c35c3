package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;
import postern.gateway.rig.Ssh;

/** What {@code wait} takes, and what it finds, where lines are long. */
@Timeout(120)
final class WaitLimitsTest {
  @TempDir Path dir;
  private FakeMachine machine;
  private Gateway gateway;
  private Ssh alice;

  @BeforeEach
  void open() throws Exception {
    machine = FakeMachine.silent(dir.resolve("m"));
    Site site = Site.in(dir);
    site.fleet("fleet.toml", machine.entry("web1", "red") + site.person("red", "alice"));
    gateway = Gateway.start(site);
    alice = gateway.as("alice");
    machine.awaitConnected();
  }

  @AfterEach
  void close() throws Exception {
    gateway.close();
    machine.close();
  }

  private Program.Outcome looks(String regex) {
    return alice.run("web1", "wait", "'" + regex + "'", "--timeout", "0s");
  }

  @Test
  void whatIsTooLargeIsRefusedInALineAndWhatStandsInALongLineIsFound() throws Exception {
    for (String regex : new String[] {"(?:.?.?.?.?.?.?){1000}z", "((a{100}){100}){100}"}) {
      Program.Outcome refused = looks(regex);
      assertThat(refused.exit()).isEqualTo(2);
      assertThat(refused.err()).contains("too large").hasLineCount(1);
    }
    Program waits = alice.start("web1", "wait", "needle[0-9] ", "--timeout", "90s", "--new");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> alice.run("web1", "who").text().contains("watcher"));
    String hay = "y".repeat(500_000);
    machine.say("before\r\n" + hay + "needle1 " + hay);
    assertThat(waits.await(Duration.ofSeconds(60)).exit()).isZero();
    assertThat(looks("needle1").exit()).isZero();
    assertThat(looks("y{1000}").exit()).isZero();
    assertThat(looks("needle2").exit()).isEqualTo(5);
    machine.say("\r\nafter\r\n");
    assertThat(looks("^after$").exit()).isZero();
    assertThat(looks("needle1").exit()).isZero();
  }
}
