package postern.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import postern.audit.SessionEnd;
import postern.gateway.act.Ending;
import postern.gateway.ssh.Input;
import postern.gateway.ssh.SessionChannel;
import postern.mux.ConsoleConditions;
import postern.mux.LineState;
import postern.mux.Notice;
import postern.mux.Participant;
import postern.mux.ReadResult;
import postern.mux.TypeOutcome;

/**
 * A session against fakes, for faults and moments that real clients and machines cannot produce.
 */
final class ConsoleSessionTest extends SessionTestBase {
  private static final Participant BOB =
      new Participant("s2", "blue/bob", "192.0.2.2", Instant.EPOCH, true);
  private static final Participant OLDER =
      new Participant("s0", "red/alice", "192.0.2.9", Instant.EPOCH, true);

  @Test
  void showsTheRowsThenTheCardThenTheCursorsLine() {
    start("");
    channel.shows("web1 login: ");
    assertThat(channel.out())
        .matches("(?s)boot\r\n(\\[postern: [^\r\n]{1,79}\r\n){1,5}web1 login: \r\33\\[12C");
    assertThat(channel.out()).contains("you have the keyboard", "recorded: output", "^Ec?", "^Ec.");
    console.says("root\r\n");
    channel.shows("root\r\n");
  }

  @Test
  void theCardShowsAnArmedResetAndTheLastBoot() {
    acts.resetAt = Instant.now().plusSeconds(300);
    console.signs =
        new ConsoleConditions(
            Optional.of(new ConsoleConditions.Boot(Instant.now(), 0)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    start("");
    channel.shows("web1 login: ");
    assertThat(channel.out())
        .containsPattern("last output .* ago; last boot seen \\S+Z]")
        .containsPattern("RESET at \\S+ unless someone says `keep`]")
        .contains("recorded: output; of typing only counts; ^Ec?")
        .matches("(?s)boot\r\n(\\[postern: [^\r\n]{1,70}\r\n){1,5}web1 login: .*");
  }

  @Test
  void overAFullScreenProgramTheCardIsOneLineUntilTheFirstKey() {
    console.view = new FakeScreen(false, List.of("vi", "~"));
    start("");
    channel.shows("<paint vi|~>").shows("^Ec. leave]");
    assertThat(channel.out()).contains("\33[24;1H").doesNotContain("\r\n");
    channel.types("j");
    await().until(() -> console.repaints.get() == 2);
    await().until(() -> console.typed.toString().equals("j"));
    channel.shows("\33[2K");
  }

  @Test
  void leavesWhileOutputIsStuck() {
    start("");
    channel.shows("login");
    channel.stuck = true;
    console.says("x".repeat(100));
    channel.types("\5c.");
    assertThat(exit()).isZero();
  }

  @Test
  void typedBytesPassAndCommandsDoNot() {
    start("");
    channel.types("a\5");
    channel.types("cwb");
    channel.shows("[postern: here now]").shows("red/alice (you) from 192.0.2.1");
    await().until(() -> console.typed.toString().equals("ab"));
    channel.types("\5");
    await().atMost(3, TimeUnit.SECONDS).until(() -> console.typed.toString().equals("ab\5"));
  }

  @Test
  void anUnknownCommandIsDroppedAndTold() {
    start("");
    channel.types("\5cZ");
    channel.shows("^EcZ is not an escape command");
    channel.types("\5c?");
    channel.shows("^EcP  power menu");
    channel.types("\5ci");
    channel.shows("unix:/run/x");
    assertThat(console.typed).isEmpty();
  }

  @Test
  void typingWithoutTheKeyboardIsToldOnceAndForceTakesIt() {
    console.holder = BOB;
    console.others.add(BOB);
    start("");
    channel.shows("blue/bob has the keyboard, you watch");
    channel.types("ls\r");
    channel.shows("what you type is not sent: blue/bob has the keyboard");
    channel.types("ls\r");
    channel.types("\5ca");
    channel.shows("blue/bob has the keyboard; ^Ecf takes it from them");
    assertThat(channel.out().split("is not sent", -1)).hasSize(2);
    channel.types("\5cfid\r");
    channel.shows("you have the keyboard");
    await().until(() -> console.typed.toString().equals("id\r"));
    channel.types("\5cs");
    channel.shows("you gave the keyboard up");
    assertThat(console.holder).isNull();
  }

  @Test
  void aHolderWhoLosesTheKeyboardIsToldByWhom() {
    start("");
    channel.shows("login");
    console.holder = BOB;
    console.tells(new Notice.KeyboardMoved(console.me, BOB, Notice.Reason.FORCED));
    channel.shows("blue/bob took the keyboard from you; you watch now, ^Ecf takes it back");
  }

  @Test
  void anOwnOlderSessionYieldsWhenAsked() {
    console.holder = OLDER;
    console.others.add(OLDER);
    start("");
    channel.shows("your other session has the keyboard, you watch (^Eca takes it)");
    channel.types("\5ca");
    channel.shows("you have the keyboard]");
    assertThat(acts.log).endsWith("take", "force");
  }

  @Test
  void anOwnOlderSessionThatGivesTheKeyboardUpHandsItOver() {
    console.holder = OLDER;
    console.others.add(OLDER);
    start("");
    channel.shows("you watch");
    console.holder = null;
    console.tells(new Notice.KeyboardMoved(OLDER, null, Notice.Reason.GIVEN));
    channel.shows("your other session gave the keyboard up; you have it now");
  }

  @Test
  void aSilentSessionYieldsToANewerOneOfTheSamePersonAndEndsAfterAMinute() {
    console.others.add(OLDER);
    start("");
    channel.shows("login");
    channel.silentNanos = KeyboardControl.SILENT_AFTER + 500_000_000L;
    channel.wake();
    channel.shows("your connection was silent");
    assertThat(console.holder).isNull();
    channel.silentNanos = 61_000_000_000L;
    channel.wake();
    assertThat(exit()).isEqualTo(1);
    assertThat(acts.log).contains("left silent");
  }

  @Test
  void aWatcherNeverGetsTheKeyboard() {
    start("watch");
    channel.shows("login");
    channel.types("x");
    channel.shows("what you type is not sent");
    assertThat(acts.log).containsExactly("attach");
  }

  @Test
  void aPersonWhoMayOnlyWatchIsTold() {
    console.me = new Participant("s1", "red/eve", "192.0.2.1", Instant.EPOCH, false);
    start("force");
    channel.types("x\5cf\5cP\5co");
    channel.shows("you may only watch here");
    assertThat(acts.log).containsExactly("attach", "force");
  }

  @Test
  void typingWithoutRoomWaitsAndCommandsAfterItStillWork() {
    console.room = 2;
    start("");
    channel.types("abcdef\5cw");
    channel.shows("here now");
    await().until(() -> console.typed.toString().startsWith("ab"));
    console.wake.run();
    await()
        .until(() -> {
          console.wake.run();
          return console.typed.toString().equals("abcdef");
        });
  }

  @Test
  void aTerminalReplyWaitsBehindTypedBytes() {
    console.room = 2;
    start("");
    channel.types("abcdef\33[24;80Rgh");
    await()
        .until(() -> {
          console.wake.run();
          return console.typed.toString().equals("abcdef\33[24;80Rgh");
        });
    assertThat(console.answered).isEmpty();
  }

  @Test
  void typingAtADownLineIsToldOnceAndEnterTriesTheLine() {
    LineState.Down down =
        new LineState.Down(Instant.now(), "connection refused", Instant.now().plusSeconds(9));
    console.refusal = new TypeOutcome.LineDown(down);
    start("");
    channel.types("abc");
    channel.shows("not sent and not kept: web1's line is down since").shows("connection refused");
    channel.types("d");
    channel.types("\r");
    await().until(() -> console.tries.get() == 1);
    assertThat(channel.out().split("not kept", -1)).hasSize(2);
    console.refusal = null;
    console.tells(new Notice.LineUp());
    channel.shows("web1's line is up");
    channel.types("e");
    await().until(() -> console.typed.toString().equals("e"));
  }

  @Test
  void enterTriesADownLineAlsoWithoutTheKeyboardAndTellsAFailure() {
    Instant soon = Instant.now().plusSeconds(9);
    LineState.Down down = new LineState.Down(Instant.now(), "connection refused", soon);
    console.line = down;
    console.holder = BOB;
    console.others.add(BOB);
    start("");
    channel.shows("why: connection refused; Enter tries again]");
    await().until(() -> console.tries.get() == 1);
    console.line = new LineState.Down(down.since(), down.why(), soon.plusSeconds(40));
    channel.wake();
    channel.shows("it failed again: web1's line is down since").shows("next try in 4");
    channel.types("\r");
    channel.shows("not sent and not kept: web1's line is down since");
    await().until(() -> console.tries.get() == 2);
  }

  @Test
  void bytesDroppedOnTheWayAreCountedWhenTheSessionEnds() {
    start("");
    channel.shows("login");
    console.tells(new Notice.TypingDropped(console.me, 100, "the line went down"));
    channel.shows("100 bytes you typed did not reach web1");
    console.dropped = 107;
    channel.types("\5c.");
    channel.shows("web1: left; 7 bytes you typed were not sent");
  }

  @Test
  void thePagerUsesTheAlternateScreenAndLeavesIt() {
    start("");
    channel.shows("login");
    channel.types("\5cp");
    channel.shows("\33[?1049h").shows("q leave");
    channel.types("q");
    channel.shows("\33[?1049l");
  }

  @Test
  void aCardFitsItsTerminalAndAlwaysNamesHelpAndLeave() {
    channel = new FakeChannel(new SessionChannel.Terminal("xterm", 10, 60));
    console.holder = BOB;
    console.view = new FakeScreen(false, List.of("vi", "~"));
    start("");
    channel.shows("[postern: web1 up; blue/bob has th..; ^Ec? help, ^Ec. leave]");
  }

  @Test
  void typingThatCannotBeRecordedIsRefusedAndToldWhenItWorksAgain() {
    console.refusal = new TypeOutcome.NotRecorded("disk full");
    start("");
    channel.types("abc");
    channel.shows("NOT SENT: typing is stopped because it cannot be recorded (disk full)");
    console.refusal = null;
    channel.types("d");
    channel.shows("typing works again");
    await().until(() -> console.typed.toString().equals("d"));
  }

  @Test
  void missedBytesAreCountedAndTheScreenIsPaintedAgain() {
    start("");
    channel.shows("login");
    console.view = new FakeScreen(true, List.of("now", "# "));
    console.gives(new ReadResult.Missed(1234, Instant.EPOCH, Instant.EPOCH));
    channel.shows("1234 bytes from 1970-01-01 00:00:00Z").shows("now\r\n").shows("]\r\n# \r\33[2C");
  }

  @Test
  void aSessionEndedByOthersSaysWhyAndReturnsTheirStatus() {
    start("");
    channel.shows("login");
    acts.ended = new Ending(SessionEnd.WITHDRAWN, 3, "your access was withdrawn");
    channel.wake();
    assertThat(exit()).isEqualTo(3);
    assertThat(channel.out()).endsWith("[postern: web1: your access was withdrawn]\r\n");
  }

  @Test
  void aClosedConsoleEndsTheSessionWithItsReason() {
    start("");
    console.gives(new ReadResult.Closed("machine removed"));
    assertThat(exit()).isEqualTo(1);
    assertThat(channel.out()).endsWith("[postern: web1: machine removed]\r\n");
  }

  @Test
  void withoutATerminalBytesAreExactAndNoticesGoToStandardError() {
    channel = FakeChannel.pipe();
    start("");
    channel.tells("[postern: ^Ec? help");
    console.says("\33]52;c;x\7\u00ff\0raw");
    channel.types("a\5c.b");
    await().until(() -> console.typed.toString().equals("a\5c.b"));
    console.tells(new Notice.LineUp());
    channel.tells("[postern: web1's line is up]\n");
    channel.sends(new Input.Eof());
    assertThat(exit()).isZero();
    assertThat(channel.out()).isEqualTo("\33]52;c;x\7\u00ff\0raw");
    assertThat(channel.err()).endsWith("[postern: web1: end of input]\n");
    assertThat(acts.log).endsWith("left eof");
  }

  @Test
  void aWatchersSessionContinuesAfterTheEndOfItsInput() {
    channel = FakeChannel.pipe();
    start("watch+raw");
    channel.sends(new Input.Eof());
    await().until(channel::allRead);
    await().during(1500, TimeUnit.MILLISECONDS).until(() -> !exit.isDone());
    console.says("still here");
    channel.shows("still here");
  }

  @Test
  void rawWithATerminalGivesBytesOnlyAndCommandsWork() {
    start("raw+lines=1");
    console.says("x");
    channel.shows("x");
    assertThat(channel.out()).isEqualTo("x");
    assertThat(console.seekedTo).isEqualTo(console.past.length());
    channel.types("\5cw");
    channel.tells("here now");
    channel.types("\5c.");
    assertThat(exit()).isZero();
  }

  @Test
  void linesOfHistoryComeFirst() {
    console.past = "one\r\ntwo\r\n# ";
    console.view = new FakeScreen(true, List.of("one", "two", "# "));
    start("lines=1");
    channel.shows("# ");
    assertThat(channel.out()).doesNotContain("one");
  }

  @Test
  void terminalRepliesPassFromTheHolderOnlyAndAreNotTyping() {
    console.holder = BOB;
    start("");
    channel.shows("you watch");
    channel.types("\33[5;1R");
    channel.types("\33[?62;");
    channel.types("1c\5cf");
    channel.shows("you have the keyboard");
    assertThat(channel.out()).doesNotContain("not sent");
    assertThat(console.typed).isEmpty();
    channel.types("\33[24;80R");
    await().until(() -> console.answered.toString().equals("\33[24;80R"));
    channel.types("\33");
    await().until(() -> console.typed.toString().equals("\33"));
  }
}
