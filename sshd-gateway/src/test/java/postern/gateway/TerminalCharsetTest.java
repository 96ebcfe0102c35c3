package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;
import postern.gateway.rig.XTerm;

/**
 * Terminals that do not read UTF-8. The machine sends characters whose second byte is a control to
 * such a terminal: U+019B and U+019D end in CSI and OSC.
 */
@Timeout(120)
final class TerminalCharsetTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String SAID = "begin \u019d0;t\u0007\u019b21t\u00e9\u2502\u4e16 end\r\n";

  @TempDir private static Path dir;
  private static FakeMachine web1;
  private static FakeMachine french;
  private static FakeMachine raw1;
  private static Gateway gateway;

  @BeforeAll
  static void open() throws IOException {
    Site site = Site.in(dir);
    web1 = FakeMachine.silent(dir.resolve("web1.sock"));
    french = FakeMachine.silent(dir.resolve("french.sock"));
    raw1 = FakeMachine.silent(dir.resolve("raw1.sock"));
    site.fleet(
        "all.toml",
        site.person("red", "rita")
            + site.admin("ada")
            + web1.entry("web1", "red")
            + french.entry("french", "red")
            + "encoding = \"latin1\"\n"
            + raw1.entry("raw1", "red")
            + "output = \"raw\"\n");
    gateway = Gateway.start(site);
    web1.say(SAID.getBytes(StandardCharsets.UTF_8));
  }

  @AfterAll
  static void close() throws IOException {
    gateway.close();
    web1.close();
    french.close();
    raw1.close();
  }

  /** Runs the stock client on a pty of {@code script}, which prints what the terminal gets. */
  private static Program onPty(String stty, List<String> options, String login, String... words) {
    List<String> ssh = new ArrayList<>(List.of("-tt"));
    options.forEach(option -> ssh.addAll(List.of("-o", option)));
    List<String> command = gateway.as("rita").command(ssh, login);
    command.addAll(List.of(words));
    List<String> quoted = command.stream().map(word -> "'" + word + "'").toList();
    String line = "stty rows 24 cols 80 " + stty + "; exec " + String.join(" ", quoted);
    return Program.start(List.of("script", "-qec", line, "/dev/null"));
  }

  private static String got(Program program) {
    return new String(program.output(), StandardCharsets.ISO_8859_1);
  }

  private static void awaitGot(Program program, String text) {
    await(text).atMost(LIMIT).until(() -> got(program).contains(text));
  }

  private static String bytesOf(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static void assertNoEightBitControls(Program program) {
    assertThat(got(program).chars()).noneMatch(b -> b >= 0x80 && b <= 0x9f);
  }

  @ParameterizedTest
  @CsvSource({
    "-iutf8, '', false",
    "iutf8, '', true",
    "iutf8, LC_ALL=C, true",
    "-iutf8, LANG=C.UTF-8, true",
    "-iutf8, LANG=de_DE.utf8, true",
    "-iutf8, LANG=C, false",
    "-iutf8, LANG=C.UTF-8 LC_CTYPE=C, false",
    "-iutf8, LANG=C LC_CTYPE=C.UTF-8, true",
    "-iutf8, LC_CTYPE=C.UTF-8 LC_ALL=en_US.ISO-8859-1, false",
    "-iutf8, LC_MESSAGES=C.UTF-8, false",
  })
  void utf8PassesOnlyWhereTheClientSaysSo(String stty, String environment, boolean utf8) {
    List<String> options = environment.isEmpty() ? List.of() : List.of("SetEnv=" + environment);
    try (Program person = onPty(stty, options, "web1+watch")) {
      awaitGot(person, " end");
      if (utf8) {
        assertThat(got(person)).contains(bytesOf("\u019d0;t"), bytesOf("\u00e9\u2502\u4e16 end"));
      } else {
        assertThat(got(person)).contains("begin ?0;t", "?21te|?? end");
        assertNoEightBitControls(person);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"web1+watch", "web1+watch+lines=5", "web1+watch+raw+lines=5"})
  void theScreenAtAttachAndLiveOutputAreAscii(String login) throws IOException {
    try (Program person = onPty("-iutf8", List.of(), login)) {
      awaitGot(person, "?? end");
      web1.say("live \u019b6n\u019d".getBytes(StandardCharsets.UTF_8));
      web1.say(new byte[] {(byte) 0x9d, '0', ';', (byte) 0xe9, '.', '\r', '\n'});
      awaitGot(person, "live ?6n?0;\u00e9.");
      assertNoEightBitControls(person);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"log", "screen", "wait end", "status", "nonsense\u019d"})
  void commandsWithATerminalAreAscii(String command) {
    try (Program person = onPty("-iutf8", List.of(), "web1", command.split(" ", -1))) {
      person.await(LIMIT);
      assertThat(got(person)).isNotEmpty();
      assertNoEightBitControls(person);
    }
  }

  @Test
  void thePickerAndAMessageOfAnotherPersonAreAscii() throws IOException {
    try (Program picker = onPty("-iutf8", List.of(), "nowhere\u019d");
        Program person = onPty("-iutf8", List.of(), "web1+watch")) {
      awaitGot(picker, "machine (number or name");
      assertNoEightBitControls(picker);
      awaitGot(person, "?? end");
      gateway.as("ada").run("admin", "message", "web1", "\u019d0;pwned");
      try (Program other = onPty("iutf8", List.of(), "web1+watch")) {
        awaitGot(other, " end");
        other.type("\005cb\u019d0;pwned\r".getBytes(StandardCharsets.UTF_8));
        awaitGot(person, "?0;pwned");
      }
      assertNoEightBitControls(person);
    }
  }

  @Test
  void withoutATerminalAndOnARawMachineTheBytesAreExact() throws IOException {
    Program.Outcome log = gateway.as("rita").run("web1", "log");
    assertThat(log.text()).contains("\u019b21t");
    try (Program person = onPty("-iutf8", List.of(), "raw1+watch")) {
      awaitGot(person, "OUTPUT IS RAW");
      raw1.say("x\u019dy".getBytes(StandardCharsets.UTF_8));
      awaitGot(person, bytesOf("x\u019dy"));
    }
  }

  @Test
  void theOutputOfALatin1MachineIsAscii() throws IOException {
    french.say("d\u00e9j\u00e0 vu\r\n".getBytes(StandardCharsets.ISO_8859_1));
    try (Program person = onPty("-iutf8", List.of(), "french+watch");
        Program other = onPty("iutf8", List.of(), "french+watch")) {
      awaitGot(person, "deja vu");
      awaitGot(other, bytesOf("d\u00e9j\u00e0 vu"));
    }
  }

  @Tag("long")
  @Test
  void anXtermWithAOneByteCharsetKeepsItsTitleAndInput() throws Exception {
    String hostile = "\u019d0;pwned\u0007\u019b21t\u019b5n";
    List<String> filtered = gateway.as("rita").command(List.of("-tt"), "web1");
    try (XTerm xterm = XTerm.openIn("C", dir.resolve("x1"), filtered)) {
      xterm.awaitShown("?? end");
      web1.say((hostile + " shown\r\n").getBytes(StandardCharsets.UTF_8));
      xterm.awaitShown(" shown");
      assertThat(xterm.facts()).isEqualTo(XTerm.Facts.untouched());
    }
    assertThat(web1.got()).isEmpty();
    List<String> raw = gateway.as("rita").command(List.of("-tt"), "raw1");
    try (XTerm xterm = XTerm.openIn("C", dir.resolve("x2"), raw)) {
      xterm.awaitShown("OUTPUT IS RAW");
      raw1.say(hostile.getBytes(StandardCharsets.UTF_8));
      await("the same xterm obeys what is not made ASCII")
          .atMost(LIMIT)
          .until(() -> xterm.facts().title().equals("pwned") && raw1.got().length > 0);
    }
  }
}
