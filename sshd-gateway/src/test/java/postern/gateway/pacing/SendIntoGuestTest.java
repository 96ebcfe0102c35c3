package postern.gateway.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;
import postern.gateway.rig.Terminal;
import postern.gateway.rig.UmlGuest;

/** Whole files into the shell of a real machine; its own SHA-256 says what arrived. */
@Tag("guest")
@Timeout(400)
final class SendIntoGuestTest {
  private static final String PROMPT = "^web1:~# *$";
  private static final Duration LONG = Duration.ofMinutes(3);

  @TempDir private Path dir;

  @Test
  void scriptsAndBinariesArriveByteForByteInAUserModeLinuxShell() throws Exception {
    try (UmlGuest guest = new UmlGuest("web1");
        Gateway gateway = Gateway.start(site(guest.entry("red")))) {
      guest.net().awaitDoor(true);
      logIn(gateway);
      intoCat(gateway);
      intoTheShellItself(gateway);
      asBase64WithoutEcho(gateway);
      pressSysRq(gateway);
    }
  }

  private Site site(String machine) throws IOException {
    Site site = Site.in(dir);
    return site.fleet("all.toml", site.person("red", "rita") + machine);
  }

  private static void logIn(Gateway gateway) {
    try (Terminal terminal = gateway.as("rita").open("web1")) {
      terminal.awaitScreen("^web1 login:");
      terminal.keys("Enter").awaitScreen("^web1 login: *$");
      terminal.line("root").awaitScreen("^Password: *$");
      terminal.line("postern").awaitScreen(PROMPT);
      terminal.keys("C-e").type("c.");
      assertThat(terminal.awaitExit()).isZero();
    }
  }

  private static void intoCat(Gateway gateway) throws Exception {
    StringBuilder text = new StringBuilder();
    Random random = new Random(64);
    while (text.length() < 64 * 1024) {
      int length = random.nextInt(120);
      for (int i = 0; i < length; i++) {
        text.append((char) (' ' + random.nextInt(95)));
      }
      text.append('\n');
    }
    byte[] script = text.toString().getBytes(StandardCharsets.US_ASCII);
    send(gateway, "'cat > /tmp/script'");
    feed(gateway, script);
    send(gateway, "-n", "'\\x04'");
    arrived(gateway, "/tmp/script", script);
  }

  private static void intoTheShellItself(Gateway gateway) throws Exception {
    StringBuilder script = new StringBuilder();
    StringBuilder made = new StringBuilder();
    for (int line = 0; script.length() < 8 * 1024; line++) {
      String word = "line-%05d-%s".formatted(line, "abcdefghij".repeat(1 + line % 4));
      script.append("echo ").append(word).append(" >> /tmp/lines\n");
      made.append(word).append('\n');
    }
    feed(gateway, script.toString().getBytes(StandardCharsets.US_ASCII));
    arrived(gateway, "/tmp/lines", made.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private static void asBase64WithoutEcho(Gateway gateway) throws Exception {
    byte[] binary = new byte[64 * 1024];
    new Random(7).nextBytes(binary);
    byte[] lines = Base64.getMimeEncoder(76, new byte[] {'\n'}).encode(binary);
    send(gateway, "'stty -echo; base64 -d > /tmp/binary; stty echo'");
    feed(gateway, lines);
    feed(gateway, new byte[] {'\n'});
    send(gateway, "-n", "'\\x04'");
    arrived(gateway, "/tmp/binary", binary);
  }

  private static void pressSysRq(Gateway gateway) {
    Program.Outcome pressed = gateway.as("rita").run("web1", "sysrq", "h");
    assertThat(pressed.exit()).as(pressed.toString()).isZero();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(gateway.as("rita").run("web1", "screen").text()).contains("sysrq: HELP"));
  }

  private static void send(Gateway gateway, String... words) {
    String[] all = new String[words.length + 1];
    all[0] = "send";
    System.arraycopy(words, 0, all, 1, words.length);
    Program.Outcome sent = gateway.as("rita").run("web1", all);
    assertThat(sent.exit()).as(sent.toString()).isZero();
  }

  private static void feed(Gateway gateway, byte[] bytes) throws IOException {
    try (Program program = gateway.as("rita").start("web1", "send", "-")) {
      program.type(bytes);
      program.endInput();
      Program.Outcome sent = program.await(LONG);
      assertThat(sent.exit()).as(sent.toString()).isZero();
    }
  }

  private static void arrived(Gateway gateway, String file, byte[] bytes)
      throws GeneralSecurityException {
    String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    send(gateway, "'clear; sha256sum " + file + "'");
    await("the sum of " + file)
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(gateway.as("rita").run("web1", "screen").text()).contains(sum));
  }
}
