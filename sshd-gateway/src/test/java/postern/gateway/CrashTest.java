package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;
import postern.gateway.rig.Terminal;

/** The gateway and its keeper ended in every way: what is lost is told, and it is little. */
@Tag("long")
@Timeout(120)
final class CrashTest {
  private static final int FIRST = 10_000_001;

  private static final String KEPT =
      """
      [machine.kept]
      tenant = "red"
      console = { at = "exec:", command = ["sh", "-c", "echo born $$; exec cat"] }
      power = "exec:"
      """;

  @TempDir private Path dir;
  private Site site;

  @BeforeEach
  void site() throws IOException {
    site = Site.in(dir);
    site.fleet(
        "all.toml",
        site.person("red", "rita")
            + site.admin("ada")
            + site.auditor("otto")
            + FakeMachine.entry("web1", "red", dir.resolve("web1"))
            + KEPT);
  }

  @Test
  void killedUnderLoadItLosesNothingOlderThanATenthOfASecondAndConsolesReturn() throws Exception {
    try (FakeMachine web1 = FakeMachine.echoing(dir.resolve("web1"));
        Gateway gateway = Gateway.start(site);
        Program rita = gateway.as("rita").start("kept+lines=5")) {
      await("kept").atMost(Duration.ofSeconds(20)).until(() -> rita.outputText().contains("born"));
      web1.say("old enough\r\n");
      rita.type("typed before the end\n".getBytes(StandardCharsets.US_ASCII));
      await("the echo").until(() -> rita.outputText().contains("typed before the end"));
      await("acknowledged").until(() -> output(gateway, "web1").startsWith("old enough"));
      AtomicBoolean enough = new AtomicBoolean();
      CompletableFuture<Void> load = CompletableFuture.runAsync(() -> sayMuch(web1, enough));
      await("load").until(() -> output(gateway, "web1").length() > 100_000);
      int acknowledged = output(gateway, "web1").length();
      enough.set(true);
      gateway.kill();
      gateway.startAgain();
      web1.awaitConnected();
      load.join();
      web1.say("after\r\n");
      await("after").until(() -> output(gateway, "web1").endsWith("after\r\n"));
      assertThat(output(gateway, "web1").length()).isGreaterThan(acknowledged);
      numbered(output(gateway, "web1"));
      assertThat(output(gateway, "kept")).contains("typed before the end");
      assertThat(born(output(gateway, "kept"))).as("the machine lived on").isEqualTo(1);
      assertThat(gateway.as("rita").run("kept", "power", "status").text()).contains("on");
      Program.Outcome ended = rita.await(Duration.ofSeconds(10));
      assertThat(ended.exit()).isEqualTo(255);
    }
  }

  /** Some 5 MB/s, so that all of it fits into this test's memory several times. */
  private static final long BATCH_NANOS = 2_000_000;

  /** Numbered lines until told to stop; the last may meet the gateway's death, or its return. */
  private static void sayMuch(FakeMachine machine, AtomicBoolean enough) {
    try {
      for (int line = FIRST; !enough.get(); ) {
        StringBuilder batch = new StringBuilder();
        for (int end = line + 500; line < end; line++) {
          batch.append("line ").append(line).append(" of many\r\n");
        }
        sayOne(machine, batch.toString());
        LockSupport.parkNanos(BATCH_NANOS);
      }
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("the gateway did not call again", e);
    }
  }

  private static void sayOne(FakeMachine machine, String batch) {
    try {
      machine.say(batch);
    } catch (IOException cut) {
      assertThat(cut).isNotNull(); // killed in the middle of it: that is the point
    }
  }

  /** In order, none twice, and nothing missing but at the one death. */
  private static void numbered(String text) {
    int next = FIRST;
    int cuts = 0;
    Matcher lines = Pattern.compile("(?m)^line (\\d{8}) of many\r\n").matcher(text);
    while (lines.find()) {
      int number = Integer.parseInt(lines.group(1));
      assertThat(number).isGreaterThanOrEqualTo(next);
      cuts += number == next ? 0 : 1;
      next = number + 1;
    }
    assertThat(next).isGreaterThan(FIRST + 1000);
    assertThat(cuts).isLessThanOrEqualTo(1);
  }

  private static long born(String text) {
    return text.lines().filter(line -> line.startsWith("born ")).count();
  }

  private static String output(Gateway gateway, String machine) {
    byte[] said = gateway.as("otto").run("audit", "output", machine).bytes();
    return new String(said, StandardCharsets.ISO_8859_1);
  }

  @Test
  void stoppedItTellsPeopleWhyWithinThreeSecondsAndIsBackWithEverything() throws IOException {
    try (FakeMachine web1 = FakeMachine.echoing(dir.resolve("web1"));
        Gateway gateway = Gateway.start(site);
        Terminal rita = gateway.as("rita").open("web1")) {
      web1.awaitConnected();
      rita.awaitScreen("you have the keyboard");
      rita.line("to the last").awaitScreen("^to the last");
      long from = System.nanoTime();
      Program.Outcome outcome = gateway.terminate();
      assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(3));
      gateway.startAgain();
      rita.awaitScreen("the gateway restarts");
      assertThat(rita.awaitExit()).isEqualTo(1);
      assertThat(outcome.err()).doesNotContain("Exception", "\tat ");
      assertThat(output(gateway, "web1")).isEqualTo("to the last\r");
      assertThat(gateway.as("otto").run("audit", "sessions", "--json").text())
          .contains("\"end\":\"shutdown\"");
      assertThat(gateway.as("otto").run("audit", "events", "--json").text())
          .contains("\"start\"", "\"stop\"");
    }
  }

  @Test
  void whenTheKeeperIsKilledPeopleAreToldAndTheNextStartWorks() throws IOException {
    try (Gateway gateway = Gateway.start(site);
        Terminal rita = gateway.as("rita").open("kept")) {
      rita.awaitScreen("^born \\d+");
      rita.keys("Enter");
      ProcessHandle keeper = keeper(gateway);
      keeper.destroyForcibly();
      rita.awaitScreen("kept's line is down since");
      Program.Outcome on = gateway.as("rita").run("kept", "power", "on", "--force");
      assertThat(on.exit()).as(on.toString()).isZero();
      rita.awaitScreen("kept's line is up");
      await("born again").until(() -> born(output(gateway, "kept")) == 2);
      rita.line("alive").awaitScreen("^alive");
    }
  }

  private static ProcessHandle keeper(Gateway gateway) {
    return ProcessHandle.allProcesses()
        .filter(p -> commandLine(p).matches(".* keeper .*" + gateway.site().dir() + ".*"))
        .findFirst()
        .orElseThrow();
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")).replace('\0', ' ');
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  @Test
  void aSecondGatewayOnTheSameDataSaysWhoHasIt() throws IOException {
    try (Gateway gateway = Gateway.start(site)) {
      Program.Outcome second = Gateway.refused(List.of(), site);
      assertThat(second.exit()).isEqualTo(1);
      assertThat(second.err()).contains("" + gateway.pid());
      oneLine(second);
      assertThat(gateway.as("ada").run("admin", "status").exit()).isZero();
    }
  }

  @Test
  void aPortThatIsTakenIsSaidWithTheAddress() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path other = Files.createDirectory(dir.resolve("other"));
      Site second = Site.in(other);
      second.configure("[ssh]\nlisten = [\"127.0.0.1:" + taken.getLocalPort() + "\"]\n");
      Program.Outcome outcome = Gateway.refused(List.of(), second);
      assertThat(outcome.exit()).isEqualTo(1);
      assertThat(outcome.err()).contains("127.0.0.1:" + taken.getLocalPort(), "in use");
      oneLine(outcome);
    }
  }

  @Test
  void withoutIpv6TheDefaultAddressesAreAWarningAndAnExplicitOneAFault() throws IOException {
    List<String> alone =
        List.of(
            "unshare",
            "-n",
            "sh",
            "-c",
            "sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip link set lo up; exec \"$@\"",
            "sh");
    site.configure("");
    site.fleet("all.toml", site.person("red", "rita")); // no kept machine: its keeper would stay
    Path ready = dir.resolve("ready");
    String serve = String.join(" ", Gateway.command("serve", "--config", site.config().toString()));
    String script =
        "("
            + serve
            + ") > "
            + ready
            + " & while ! grep -q ready "
            + ready
            + "; do kill -0 $! || exit 9; done; kill $!; wait";
    java.util.ArrayList<String> words = new java.util.ArrayList<>(alone);
    words.addAll(List.of("sh", "-c", script));
    Program.Outcome warned = Program.run(Duration.ofSeconds(60), words.toArray(String[]::new));
    assertThat(Files.readString(ready)).matches("ready ssh=127\\.0\\.0\\.1:2222\n");
    assertThat(warned.err()).contains("WARN", "that this host lacks", "2222");
    site.configure("[ssh]\nlisten = [\"[::1]:2222\"]\n");
    Program.Outcome refused = Gateway.refused(alone, site);
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("cannot listen on [::1]:2222");
    oneLine(refused);
  }

  private static void oneLine(Program.Outcome outcome) {
    assertThat(outcome.err().lines().filter(line -> line.startsWith("postern: "))).hasSize(1);
    assertThat(outcome.err()).doesNotContain("Exception", "\tat ");
  }
}
