package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.Caller;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;

/** Names that strangers choose stay one clean, short line in the log, the events and answers. */
@Tag("long")
@Timeout(120)
final class HostileNamesTest {
  private static final int HUGE = 64 * 1024;
  private static final int LONGEST_LINE = 2000;
  private static final String EVIL = "evil\r\nFORGED line\u001b[2J\u001b]0;owned\u0007\0end\u202e";

  @TempDir private static Path dir;
  private static Gateway gateway;

  @BeforeAll
  static void open() throws IOException {
    Site site = Site.in(dir);
    site.fleet("all.toml", site.person("red", "rita") + site.auditor("otto"));
    gateway = Gateway.start(site);
  }

  @AfterAll
  static void close() {
    gateway.close();
  }

  @Test
  void aLoginNameWithControlsIsAnsweredInOneCleanLine() throws Exception {
    try (Caller caller = Caller.login(gateway, "rita", EVIL, "test")) {
      Caller.Answer answer = caller.run("status");
      assertThat(answer.exit()).isEqualTo(3);
      assertThat(answer.err()).startsWith("postern: evil").endsWith("or not yours\n");
      clean(answer.err(), 1);
    }
    onRecordAndInTheLog("evil");
  }

  @Test
  void aLoginNameOf64KiBIsCutEverywhere() throws Exception {
    try (Caller caller = Caller.login(gateway, "rita", "long" + "x".repeat(HUGE), "test")) {
      Caller.Answer answer = caller.run("status");
      assertThat(answer.exit()).isEqualTo(3);
      assertThat(answer.err()).startsWith("postern: longxxx").endsWith("or not yours\n");
      clean(answer.err(), 1);
    }
    onRecordAndInTheLog("longxxx");
  }

  @Test
  void theStockClientsLongNameIsRefusedLikeAnyOther() {
    Program.Outcome outcome = gateway.as("rita").run("y".repeat(HUGE), "status");
    assertThat(outcome.exit()).isEqualTo(3);
    clean(outcome.err(), 1);
  }

  @Test
  void aStrangersHostileNameIsRefusedAndWrittenDownClean() {
    assertThatThrownBy(() -> Caller.login(gateway, "stranger", "foe" + EVIL, "test"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Caller.login(gateway, "stranger", "giant" + "z".repeat(HUGE), "test"))
        .isInstanceOf(IOException.class);
    onRecordAndInTheLog("foeevil");
    onRecordAndInTheLog("giantzzz");
  }

  @Test
  void clientVersionsWithControlsOrWithoutEndAreRefusedAndWrittenDownClean() throws IOException {
    knock("SSH-2.0-crlf\rFORGED\r\n");
    knock("SSH-2.0-esc\u001b[2J\u001b]0;owned\u0007\r\n");
    knock("SSH-2.0-nul\0\0FORGED\r\n");
    knock("SSH-2.0-" + "v".repeat(HUGE) + "\r\n");
    knock("GET / HTTP/1.1\r\nHost: \u001b[2J\r\n\r\n");
    knock("\0".repeat(HUGE));
    onRecordAndInTheLog("no SSH version");
  }

  @Test
  void aClientsVersionWithControlsIsWrittenDownCleanAtItsLogin() throws Exception {
    String version = "oddity\u001b[2J\u001b]0;owned\u0007";
    try (Caller caller = Caller.login(gateway, "rita", "web1", version)) {
      assertThat(caller.run("status").exit()).isEqualTo(3);
    }
    await("the login among the events")
        .atMost(Duration.ofSeconds(20))
        .until(() -> logins().contains("oddity"));
    clean(logins(), Integer.MAX_VALUE);
    clean(gateway.stderr(), Integer.MAX_VALUE);
  }

  private static String logins() {
    return gateway.as("otto").run("audit", "events", "--event", "login", "--json").text();
  }

  @Test
  void commandsWithControlsAreAnsweredInOneCleanLine() throws Exception {
    try (Caller caller = Caller.login(gateway, "otto", "audit", "test")) {
      clean(caller.run("show '" + EVIL + "'").err(), 1);
      clean(caller.run(EVIL.replace("\0", "")).err(), 1);
      clean(caller.run("output '" + EVIL + "'").err(), 1);
      clean(caller.run("events --since '" + EVIL + "'").err(), 1);
      clean(caller.run("q".repeat(HUGE - 1)).err(), 1);
    }
  }

  /** Says that and waits until the gateway hangs up. */
  private static void knock(String words) throws IOException {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), gateway.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      byte[] answer = socket.getInputStream().readAllBytes();
      assertThat(new String(answer, StandardCharsets.ISO_8859_1)).startsWith("SSH-2.0-Postern");
    } catch (java.net.SocketException reset) {
      assertThat(reset).hasMessageMatching(".*(reset|Broken pipe).*"); // it hung up on us: as well
    }
  }

  private static void onRecordAndInTheLog(String name) {
    await(name + " among the events")
        .atMost(Duration.ofSeconds(20))
        .until(() -> events("--json").contains(name));
    for (String form : new String[] {"--json", "--csv", "--local"}) {
      clean(events(form), Integer.MAX_VALUE);
    }
    clean(gateway.stderr(), Integer.MAX_VALUE);
  }

  private static String events(String form) {
    return gateway.as("otto").run("audit", "events", "--event", "refused", form).text();
  }

  private static void clean(String text, int lines) {
    assertThat(text.lines().count()).isBetween(0L, (long) lines);
    assertThat(text.chars().filter(c -> c != '\n').filter(HostileNamesTest::acts)).isEmpty();
    assertThat(text.lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThan(LONGEST_LINE))
        .noneMatch(line -> line.startsWith("FORGED"));
  }

  private static boolean acts(int c) {
    return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
  }
}
