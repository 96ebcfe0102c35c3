package postern.gateway.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
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

/** Whole texts typed through the stock client: they arrive as sent, or the sender is told. */
@Tag("long")
@Timeout(90)
final class SendTest {
  private static final Pattern PROGRESS = Pattern.compile("paste: \\d+ of \\d+ bytes typed");

  @TempDir private static Path dir;
  private static Gateway gateway;
  private static FakeMachine echo;
  private static FakeMachine silent;
  private static SlowMachine slow;
  private static SlowMachine serial;
  private static SlowMachine deaf;
  private static SlowMachine login;

  @BeforeAll
  static void open() throws IOException {
    Site site = Site.in(dir);
    echo = FakeMachine.echoing(dir.resolve("echo.sock"));
    silent = FakeMachine.silent(dir.resolve("silent.sock"));
    slow = new SlowMachine(dir.resolve("slow.sock"), 9600, 20);
    serial = new SlowMachine(dir.resolve("serial.sock"), 960, 16);
    deaf = new SlowMachine(dir.resolve("deaf.sock"), 100_000, 64).echoing(1000);
    login = new SlowMachine(dir.resolve("login.sock"), 100_000, 64).echoing(5);
    site.fleet(
        "all.toml",
        site.person("red", "rita")
            + site.person("red", "rob")
            + site.person("red", "wanda")
            + "access = \"watch\"\n"
            + site.auditor("otto")
            + echo.entry("echo", "red")
            + silent.entry("silent", "red")
            + slow.entry("slow")
            + serial.entry("serial")
            + deaf.entry("deaf")
            + login.entry("login"));
    gateway = Gateway.start(site);
    echo.awaitConnected();
    silent.awaitConnected();
  }

  @AfterAll
  static void close() throws IOException {
    gateway.close();
    echo.close();
    silent.close();
    slow.close();
    serial.close();
    deaf.close();
    login.close();
  }

  private static byte[] script(int size) {
    Random random = new Random(5);
    StringBuilder text = new StringBuilder();
    while (text.length() < size) {
      text.append("echo '");
      for (int i = random.nextInt(70); i >= 0; i--) {
        text.append((char) (' ' + random.nextInt(95)));
      }
      text.append("'\n");
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void aTextIsTypedWithEnterAndItsEchoIsSeen() {
    Program.Outcome sent = gateway.as("rita").run("echo", "send", "--json", "uname", "-n");
    assertThat(sent.exit()).as(sent.toString()).isZero();
    assertThat(sent.text()).contains("\"bytes\":9", "\"echo\":\"seen\"");
    echo.awaitGot("uname -n\r");
  }

  @Test
  void escapesStandForTheirBytesAndEnterIsNotAddedIfNotWanted() {
    Program.Outcome sent =
        gateway.as("rita").run("silent", "send", "-n", "'a\\tb\\x00\\xff\\e[A\\\\ \\r\\n'");
    assertThat(sent.exit()).as(sent.toString()).isZero();
    assertThat(sent.text()).contains("none");
    silent.awaitGot("a\tb\0\u00ff\u001b[A\\ \r\n");
    assertThat(gateway.as("rita").run("silent", "send", "'\\q'").exit()).isEqualTo(2);
  }

  @Test
  void aScriptIntoASlowLineWithASmallBufferArrivesByteForByte() throws IOException {
    int before = slow.got().length;
    byte[] script = script(8 * 1024);
    Program.Outcome sent = gateway.as("rita").feed(script, "slow", "send", "-");
    assertThat(sent.exit()).as(sent.toString()).isZero();
    assertThat(slow.lost()).isZero();
    assertThat(Arrays.copyOfRange(slow.got(), before, before + script.length)).isEqualTo(script);
  }

  /** At the speed of 9600 baud into a port with the FIFO of a 16550. It takes over a minute. */
  @Test
  @Tag("stage")
  @Timeout(200)
  void sixtyFourKilobytesArriveByteForByteAtTheSpeedOf9600Baud() throws Exception {
    byte[] script = Arrays.copyOf(script(64 * 1024), 64 * 1024);
    long began = System.nanoTime();
    try (Program program = gateway.as("rita").start("serial", "send", "--json", "-")) {
      program.type(script);
      program.endInput();
      Program.Outcome sent = program.await(Duration.ofSeconds(150));
      assertThat(sent.exit()).as(sent.toString()).isZero();
      assertThat(sent.text()).contains("\"bytes\":65536", "\"echo\":\"seen\"");
    }
    assertThat(serial.lost()).isZero();
    assertThat(sha256(serial.got())).isEqualTo(sha256(script));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(68));
  }

  private static String sha256(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void allBytesReachAMachineThatDoesNotEcho() throws IOException {
    byte[] all = new byte[20_000];
    new Random(4).nextBytes(all);
    Program.Outcome sent = gateway.as("rita").feed(all, "silent", "send", "-");
    assertThat(sent.exit()).as(sent.toString()).isZero();
    silent.awaitGot(new String(all, StandardCharsets.ISO_8859_1));
  }

  @Tag("long")
  @Test
  void aLostEchoStopsTypingAtItsByte() throws IOException {
    Program.Outcome sent = gateway.as("rita").feed(script(8 * 1024), "deaf", "send", "-");
    assertThat(sent.exit()).isEqualTo(1);
    assertThat(sent.err()).contains("deaf: stopped at byte 1000: ", "does not echo this");
    assertThat(deaf.got().length).isLessThan(1300);
  }

  @Test
  void aPasswordIsSentAlthoughTheAnswerContainsMostOfItsLetters() throws Exception {
    try (Program program = gateway.as("rita").start("silent", "send", "--json", "postern")) {
      silent.awaitGot("postern\r");
      silent.say("\r\nup: one system, else\r\n"); // p o s t e, in order and not together
      Program.Outcome sent = program.await(Duration.ofSeconds(20));
      assertThat(sent.exit()).as(sent.toString()).isZero();
      assertThat(sent.text()).contains("\"bytes\":8", "\"echo\":\"none\"");
      assertThat(sent.err()).isEqualTo("[postern: silent: typed; nothing of it was echoed]\n");
    }
  }

  @Test
  void anAnswerWithAllLettersOfAPasswordIsNoEcho() throws Exception {
    try (Program program = gateway.as("rita").start("silent", "send", "--json", "sesame")) {
      silent.awaitGot("sesame\r");
      silent.say("\r\nsystem reset by me\r\n");
      silent.say("a machine\r\n");
      Program.Outcome sent = program.await(Duration.ofSeconds(20));
      assertThat(sent.exit()).as(sent.toString()).isZero();
      assertThat(sent.text()).contains("\"echo\":\"none\"");
    }
  }

  /** The machine echoes the five bytes of the name and nothing more. */
  @Test
  void theLastLineOfAShortTextMayBeAPasswordLongerThanAPortsBuffer() throws IOException {
    byte[] text = "root\nsecret of more than sixteen\n".getBytes(StandardCharsets.US_ASCII);
    Program.Outcome sent = gateway.as("rita").feed(text, "login", "send", "--json", "-");
    assertThat(sent.exit()).as(sent.toString()).isZero();
    assertThat(sent.text()).contains("\"bytes\":" + text.length, "\"echo\":\"lost\"");
    assertThat(sent.err()).contains("login: typed; from byte 5 on no echo was seen");
    assertThat(login.got()).isEqualTo(text);
  }

  @Test
  void aLineLongerThanATerminalKeepsIsNotStarted() throws IOException {
    String text = "first line\n" + "x".repeat(4096) + "\nlast\n";
    Program.Outcome sent =
        gateway.as("rita").feed(text.getBytes(StandardCharsets.US_ASCII), "echo", "send", "-");
    assertThat(sent.exit()).isEqualTo(1);
    assertThat(sent.err()).contains("stopped at byte 11: ", "longer than the 4095 bytes");
    assertThat(new String(echo.got(), StandardCharsets.US_ASCII)).doesNotContain("xxx");
  }

  @Test
  void theHolderKeepsTheKeyboardUnlessItIsForced() {
    try (Terminal holder = gateway.as("rob").open("silent")) {
      holder.awaitScreen("you have the keyboard");
      Program.Outcome busy = gateway.as("rita").run("silent", "send", "hello");
      assertThat(busy.exit()).isEqualTo(4);
      assertThat(busy.err()).contains("red/rob has the keyboard; --force takes it");
      assertThat(gateway.as("rita").run("silent", "send", "--force", "hello").exit()).isZero();
      silent.awaitGot("hello\r");
      holder.awaitScreen("red/rita took the keyboard from you");
    }
    Program.Outcome watching = gateway.as("wanda").run("silent", "send", "x");
    assertThat(watching.exit()).isEqualTo(3);
  }

  @Test
  void theEventHasLengthAndEchoAndNeverTheText() {
    assertThat(gateway.as("rita").run("echo", "send", "Pa55word-of-rita").exit()).isZero();
    String events = gateway.as("otto").run("audit", "events", "--json").text();
    assertThat(events.lines().filter(line -> line.contains("\"event\":\"send\"")))
        .isNotEmpty()
        .anySatisfy(line -> assertThat(line).contains("\"bytes\":\"17\"", "\"echo\":\"seen\""));
    assertThat(events).doesNotContain("Pa55word");
    String sessions = gateway.as("otto").run("audit", "sessions", "--json").text();
    assertThat(sessions).contains("\"role\":\"send\"");
  }

  @Test
  void sysrqOverALineWithoutABreakSaysSo() {
    Program.Outcome pressed = gateway.as("rita").run("silent", "sysrq", "h");
    assertThat(pressed.exit()).isEqualTo(1);
    assertThat(pressed.err()).contains("silent: no SysRq: ", "break");
  }

  @Test
  void filesAreRefusedAndTheAnswerSaysHowToSendThem() throws IOException {
    Path file = Files.writeString(dir.resolve("notes"), "x");
    for (String how : List.of("-s", "-O")) {
      List<String> words = gateway.as("rita").command(List.of(), "silent");
      words.set(0, "scp");
      words.set(words.indexOf("-p"), "-P");
      int login = words.indexOf("-l");
      words.subList(login, words.size()).clear();
      words.addAll(List.of(how, file.toString(), "silent@127.0.0.1:notes"));
      Program.Outcome copied = Program.run(Duration.ofSeconds(30), words.toArray(String[]::new));
      assertThat(copied.exit()).as(copied.toString()).isNotZero();
      assertThat(copied.err()).contains("accepts no files", "base64 FILE | ssh");
    }
  }

  @Test
  void aPasteIsPacedShowsItsProgressAndCanBeStopped() {
    int before = slow.got().length;
    try (Terminal terminal = gateway.as("rita").open("slow")) {
      terminal.awaitScreen("you have the keyboard");
      terminal.keys("C-e").type("cv").awaitScreen("paste now: it is typed no faster than slow");
      String text = "x".repeat(79) + "\n";
      for (int i = 0; i < 10; i++) {
        terminal.type(text.repeat(80));
      }
      await().until(() -> PROGRESS.matcher(terminal.history()).find()); // it scrolls on
      terminal.keys("C-e").type("c.");
      terminal.awaitScreen("paste stopped at byte \\d+ of \\d+: you stopped it; \\d+");
      terminal.keys("C-e").type("cv").awaitScreen("paste now: it is typed");
      terminal.type("one line that ends\n");
      terminal.awaitScreen("pasted 19 bytes, the echo of each line was seen");
      terminal.keys("C-e").type("c.");
      assertThat(terminal.awaitExit()).isZero();
    }
    assertThat(slow.lost()).isZero();
    assertThat(slow.got().length - before).isBetween(100, 60_000);
  }
}
