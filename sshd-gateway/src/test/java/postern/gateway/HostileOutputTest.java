package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.Corpus;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;
import postern.gateway.rig.Ssh;
import postern.gateway.rig.Terminal;
import postern.gateway.rig.XTerm;

/**
 * A machine that attacks the terminals of the people who watch it. The same corpus sent with output
 * = raw shows that the terminals would obey.
 */
@Tag("long")
@Timeout(120)
final class HostileOutputTest {
  private static final String STATUS = "\033[5n";
  private static final String WELL = "\033[0n";
  private static final String PERMITTED = "\033[6n\033[c\033[>c\033[?1004h" + STATUS;

  /** Replies of a terminal: cursor position, attributes, status, focus. */
  private static final String ANSWERS =
      "(\033\\[\\d+;\\d+R|\033\\[[?>][\\d;]+c|\033\\[0n|\033\\[[IO])*";

  @TempDir private Path dir;
  private FakeMachine web1;
  private FakeMachine raw1;
  private Gateway gateway;
  private Ssh rita;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeEach
  void open() throws IOException {
    Site site = Site.in(dir);
    web1 = FakeMachine.silent(dir.resolve("web1.sock"));
    raw1 = FakeMachine.silent(dir.resolve("raw1.sock"));
    site.fleet(
        "all.toml",
        site.person("red", "rita")
            + site.auditor("otto")
            + web1.entry("web1", "red")
            + raw1.entry("raw1", "red")
            + "output = \"raw\"\n");
    gateway = Gateway.start(site);
    rita = gateway.as("rita");
  }

  @AfterEach
  void close() throws IOException {
    gateway.close();
    web1.close();
    raw1.close();
  }

  private static byte[] corpus() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] hostile : Corpus.hostile()) {
      all.write('a');
      all.writeBytes(hostile);
      all.write('b');
    }
    return all.toByteArray();
  }

  /** Says the bytes in pieces that divide control sequences anywhere. */
  private void says(byte[] bytes) throws IOException {
    Random random = new Random(bytes.length);
    for (int at = 0; at < bytes.length; ) {
      int end = Math.min(bytes.length, at + 1 + random.nextInt(60));
      web1.say(Arrays.copyOfRange(bytes, at, end));
      at = end;
    }
    said.writeBytes(bytes);
  }

  private void says(String text) throws IOException {
    says(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String got(FakeMachine machine) {
    return new String(machine.got(), StandardCharsets.ISO_8859_1);
  }

  private void awaitNobodyWatches() {
    await("an end of watching")
        .atMost(Duration.ofSeconds(20))
        .until(() -> rita.run("web1", "status", "--json").text().contains("\"watchers\":0"));
  }

  /**
   * Sends the corpus while the person watches, and then while the same session has the keyboard.
   */
  private void sendAll(Program older) throws IOException {
    says(corpus());
    older.close(); // hands the keyboard to the terminal's session
    awaitNobodyWatches();
    says(STATUS);
    web1.awaitGot(WELL);
    assertThat(got(web1)).as("typed while watching").isEqualTo("x" + WELL);
    says(corpus());
    says(PERMITTED);
    await("answers")
        .atMost(Duration.ofSeconds(20))
        .until(() -> got(web1).endsWith(WELL) && got(web1).contains("R"));
    assertThat(got(web1).substring(1)).as("typed while holding").matches(ANSWERS);
  }

  /** Starts an older session of the same person, which has the keyboard. */
  private Program older() throws IOException {
    Program older = rita.start("web1");
    older.type(new byte[] {'x'});
    web1.awaitGot("x");
    return older;
  }

  private void recordKeepsEveryByte() {
    byte[] kept = gateway.as("otto").run("audit", "output", "web1").bytes();
    assertThat(Arrays.equals(kept, said.toByteArray()))
        .as("%d bytes kept of %d said", kept.length, said.size())
        .isTrue();
  }

  private static boolean typedMore(FakeMachine machine) {
    return !got(machine).matches(ANSWERS);
  }

  @Test
  void anXtermKeepsTitleIconClipboardSelectionSizePrinterAndInput() throws Exception {
    List<String> attach = rita.command(List.of("-tt"), "web1");
    try (Program older = older();
        XTerm xterm = XTerm.open(dir.resolve("x"), attach)) {
      xterm.awaitShown("your other session has the keyboard");
      sendAll(older);
      assertThat(xterm.facts()).isEqualTo(XTerm.Facts.untouched());
    }
    recordKeepsEveryByte();
  }

  @Test
  void tenWatchersOfAConsoleThatSendsQueriesAnswerNothing() throws Exception {
    List<Terminal> watchers = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        watchers.add(rita.open("web1+watch"));
      }
      watchers.forEach(watcher -> watcher.awaitScreen("keyboard free"));
      web1.say(PERMITTED + "that was all");
      watchers.forEach(watcher -> watcher.awaitScreen("that was all"));
      assertThat(rita.run("web1", "send", "-n", "z").exit()).isZero();
      web1.awaitGot("z");
      assertThat(got(web1)).isEqualTo("z");
    } finally {
      watchers.forEach(Terminal::close);
    }
  }

  /** Sends one item of the corpus at a time, because many together make an xterm hang. */
  @Test
  void theSameXtermObeysIfOutputIsRaw() throws Exception {
    List<String> attach = rita.command(List.of("-tt"), "raw1");
    XTerm.Facts before = XTerm.Facts.untouched();
    try (XTerm xterm = XTerm.open(dir.resolve("x"), attach)) {
      xterm.awaitShown("OUTPUT IS RAW");
      obeys("\033]0;t\007", () -> !xterm.facts().title().equals(before.title()));
      obeys("\033]1;t\007", () -> !xterm.facts().icon().equals(before.icon()));
      obeys("\033]52;c;cHduZWQ=\007", () -> xterm.facts().clipboard().equals("pwned"));
      obeys("\033]52;p;cHduZWQ=\007", () -> xterm.facts().primary().equals("pwned"));
      obeys("\033[21t", () -> got(raw1).contains("\033]lt\033\\"));
      obeys("\033]52;c;?\033\\", () -> got(raw1).contains("cHduZWQ="));
      obeys("\005\005\005", () -> got(raw1).contains("answered"));
      obeys("\033[8;999;999t", () -> !xterm.facts().size().equals(before.size()));
      obeys("\033[5i", () -> xterm.facts().printed());
    }
  }

  private void obeys(String hostile, BooleanSupplier seen) throws IOException {
    byte[] bytes = hostile.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(Corpus.hostile().stream().anyMatch(each -> Arrays.equals(each, bytes)))
        .as("the corpus has %s", hostile)
        .isTrue();
    await("a terminal that obeys " + hostile)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> {
          raw1.say(bytes);
          raw1.say("text\r\n");
          return seen.getAsBoolean();
        });
  }

  @Test
  void aTmuxKeepsTitleNameClipboardAndInput() throws Exception {
    try (Program older = older();
        Terminal tmux = rita.open("web1").obey()) {
      tmux.awaitScreen("your other session has the keyboard");
      sendAll(older);
      assertThat(tmux.fact("#{pane_title} #{window_name}")).isEqualTo("untouched untouched");
      assertThat(tmux.copied()).isEmpty();
      says("\033c\033[H\033[2J\033[mthe end");
      tmux.awaitScreen("^the end");
    }
    recordKeepsEveryByte();
  }

  @Test
  void theSameTmuxObeysIfOutputIsRaw() throws Exception {
    try (Terminal tmux = rita.open("raw1").obey()) {
      tmux.awaitScreen("OUTPUT IS RAW");
      raw1.say(corpus());
      await("a terminal that was acted upon")
          .atMost(Duration.ofSeconds(20))
          .until(() ->
              !tmux.fact("#{pane_title}").equals("untouched")
                  && !tmux.fact("#{window_name}").equals("untouched")
                  && !tmux.copied().isEmpty()
                  && typedMore(raw1));
    }
  }
}
