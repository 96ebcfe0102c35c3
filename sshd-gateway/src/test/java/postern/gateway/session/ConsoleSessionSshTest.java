package postern.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.audit.SessionEnd;
import postern.gateway.act.Ending;

/** Sessions through the stock OpenSSH client, in a terminal and in pipes. */
final class ConsoleSessionSshTest {
  @TempDir Path dir;
  private SessionRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new SessionRig(dir);
    rig.machine.says("Debian GNU/Linux web1\r\n\r\nweb1 login: ");
    await().until(() -> rig.console.screen().lines().get(2).startsWith("web1 login:"));
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  @Test
  void showsTheScreenTheCardAndTheCursorLineAndEchoesTyping() throws Exception {
    try (Tmux tmux = terminal("alice@127.0.0.1")) {
      tmux.shows("web1 login:");
      List<String> screen = tmux.screen();
      assertThat(screen.getFirst()).isEqualTo("Debian GNU/Linux web1");
      assertThat(screen.get(2)).startsWith("[postern: web1: line up since ");
      assertThat(screen.get(3)).isEqualTo("[postern: you have the keyboard; nobody else is here]");
      assertThat(screen.get(7)).startsWith("web1 login:");
      assertThat(tmux.style()).isEqualTo("0 12,7");
      tmux.keys("root");
      tmux.shows("web1 login: root");
      tmux.keys("C-e", "c", "w");
      tmux.shows("red/alice (you) from 127.0.0.1");
      tmux.keys("C-e", "c", ".");
      tmux.shows("[postern: web1: left]");
      tmux.shows("status=0");
    }
    assertThat(rig.machine.heard()).isEqualTo("root");
  }

  @Test
  void aFullScreenProgramIsPaintedExactlyAndTheTerminalIsReset() throws Exception {
    rig.machine.echoes(false);
    rig.machine.says("\33[?1049h\33[2J\33[5;10H\33[7mEDITOR\33[m\33[24;1Hstatus line\33[12;3H");
    await().until(() -> rig.console.screen().lines().get(23).equals("status line"));
    try (Tmux tmux = terminal("alice@127.0.0.1")) {
      tmux.shows("EDITOR");
      tmux.shows("[postern: web1 up; you have the keyboard");
      List<String> screen = tmux.screen();
      assertThat(screen.get(4)).isEqualTo("         EDITOR");
      assertThat(screen.getLast()).startsWith("[postern: web1 up;");
      assertThat(tmux.style()).isEqualTo("1 2,11");
      tmux.keys("j");
      tmux.shows("status line");
      assertThat(String.join("\n", tmux.screen())).doesNotContain("postern");
      assertThat(tmux.style()).isEqualTo("1 2,11");
      tmux.keys("C-e", "c", ".");
      tmux.shows("status=0");
      assertThat(tmux.style()).startsWith("0 ");
    }
  }

  @Test
  void withoutATerminalEveryByteIsExactBothWays() throws Exception {
    byte[] all = new byte[300_000];
    new Random(3).nextBytes(all);
    SessionRig.Ran ran = SessionRig.run(rig.ssh("-T", "alice@127.0.0.1"), all);
    assertThat(ran.status()).isZero();
    String sent = new String(all, StandardCharsets.ISO_8859_1);
    assertThat(rig.machine.heard().equals(sent)).isTrue();
    assertThat(ran.out().equals(sent)).isTrue();
    assertThat(ran.err())
        .startsWith("[postern: web1: line up")
        .endsWith("[postern: web1: end of input]\n");
  }

  @Test
  void linesOfHistoryAreExactInAPipe() throws Exception {
    SessionRig.Ran ran = SessionRig.run(rig.ssh("-T", "alice+raw+lines=1@127.0.0.1"), new byte[0]);
    assertThat(ran.out()).isEqualTo("\r\nweb1 login: ");
  }

  @Test
  void rawWithATerminalPutsNoticesOnStandardError() throws Exception {
    List<String> words = rig.ssh("-tt", "alice+raw@127.0.0.1");
    SessionRig.Ran ran = SessionRig.run(words, "a\5cwb\5c.".getBytes(StandardCharsets.US_ASCII));
    assertThat(ran.status()).isZero();
    assertThat(ran.out()).doesNotContain("postern");
    assertThat(ran.err()).contains("[postern: here now]", "[postern: web1: left]");
  }

  @Test
  void wrongSuffixesNameTheValidOnes() throws Exception {
    SessionRig.Ran ran = SessionRig.run(rig.ssh("-T", "alice+spy@127.0.0.1"), new byte[0]);
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("valid are +watch, +force, +raw, +lines=N and +port=N");
  }

  @Test
  void aSecondPersonWatchesTakesTheKeyboardAndBothAreTold() throws Exception {
    try (Tmux alice = terminal("alice@127.0.0.1")) {
      alice.shows("you have the keyboard");
      try (Tmux bob = terminal("bob@127.0.0.1")) {
        bob.shows("red/alice has the keyboard, you watch");
        bob.keys("x");
        bob.shows("what you type is not sent: red/alice has the keyboard");
        bob.keys("C-e", "c", "f");
        alice.shows("red/bob took the keyboard from you; you watch now");
        bob.keys("id");
        alice.shows("id");
        rig.acts("alice").end(new Ending(SessionEnd.ENDED, 1, "ended by admin/ops: too long"));
        alice.shows("[postern: web1: ended by admin/ops: too long]");
        alice.shows("status=1");
      }
    }
    assertThat(rig.machine.heard()).isEqualTo("id");
  }

  @Test
  void aKilledClientFreesTheKeyboardAtOnce() throws Exception {
    Process client = new ProcessBuilder(rig.ssh("-tt", "alice@127.0.0.1")).start();
    await().until(() -> rig.console.status().keyboard().isPresent());
    client.destroyForcibly();
    await().atMost(15, TimeUnit.SECONDS).until(() -> rig.console.status().keyboard().isEmpty());
    assertThat(rig.acts("alice").ends).containsExactly("gone");
  }

  @Test
  void aLineThatGoesDownAndUpIsToldAndTypingWorksAgain() throws Exception {
    try (Tmux tmux = terminal("alice@127.0.0.1")) {
      tmux.shows("web1 login:");
      rig.machine.hangsUp();
      tmux.shows("web1's line is down since");
      tmux.shows("web1's line is up");
      tmux.keys("back");
      tmux.shows("back");
    }
  }

  @Test
  void aQuestionIsAnsweredByAPersonOnly() throws Exception {
    try (Tmux tmux = terminal("alice@127.0.0.1")) {
      tmux.shows("web1 login:");
      tmux.keys("C-e", "c", "l", "0");
      tmux.asks("send a break of 250 ms on web1? nobody typed here");
      tmux.keys("y");
      tmux.shows("[postern: no break: ");
    }
  }

  private Tmux terminal(String login) throws Exception {
    return new Tmux(80, 24, rig.ssh("-tt", login));
  }
}
