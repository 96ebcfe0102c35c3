package postern.mux.console;

import static org.assertj.core.api.Assertions.assertThat;
import static postern.mux.console.MuxFixture.bytes;
import static postern.mux.console.MuxFixture.up;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postern.mux.AskOutcome;
import postern.mux.Console;
import postern.mux.ConsoleListener;
import postern.mux.KeyboardOutcome;
import postern.mux.LineAddress;
import postern.mux.Notice;
import postern.mux.OnRelease;
import postern.mux.SizeFrom;
import postern.mux.TypeOutcome;
import postern.mux.Viewer;

/** Asking for the keyboard, and what becomes of a log-in when it is let go. */
class ReleaseTest {
  private static final KeyboardOutcome YOURS = new KeyboardOutcome.Yours();
  private static final Requests.Waits SOON =
      new Requests.Waits(100_000_000L, 200_000_000L, 400_000_000L);

  private MuxFixture house;
  private FakeMachine machine;
  private Console console;
  private Watching ann;
  private Watching bob;

  @BeforeEach
  void open() throws IOException {
    house =
        new MuxFixture(
            new Timings(
                Duration.ofMillis(50),
                Duration.ofMillis(400),
                Duration.ofSeconds(2),
                Duration.ofMillis(250),
                Duration.ofSeconds(15),
                SOON));
    machine = FakeMachine.at(house.socket("kbd"));
    console = up(house.open(new LineAddress.UnixSocket(house.socket("kbd")), new KeptRecorder()));
    ann = Watching.typist(console, "ann");
    bob = Watching.typist(console, "bob");
    assertThat(ann.at.takeKeyboard(false)).isEqualTo(YOURS);
  }

  @AfterEach
  void close() throws IOException {
    house.close();
    machine.close();
  }

  @Test
  void theHolderSaysYesOrNoToWhoAsks() {
    assertThat(bob.at.askForKeyboard()).isEqualTo(new AskOutcome.Asked(ann.at.viewer()));
    assertThat(bob.at.askForKeyboard()).isEqualTo(new AskOutcome.Waits(ann.at.viewer()));
    assertThat(bob.at.answerAsk(true)).isEmpty();
    assertThat(ann.at.answerAsk(false)).contains(bob.at.viewer());
    assertThat(bob.takes().last(Notice.KeyboardAsked.class).step()).isEqualTo(Notice.Step.REFUSED);
    assertThat(bob.at.askForKeyboard()).isInstanceOf(AskOutcome.Asked.class);
    assertThat(ann.at.answerAsk(true)).contains(bob.at.viewer());
    assertThat(bob.takes().last(Notice.KeyboardMoved.class).why()).isEqualTo(Notice.Why.CONSENT);
    assertThat(bob.at.type(bytes("x"))).isEqualTo(new TypeOutcome.Accepted(1));
  }

  @Test
  void whoAskedFirstGetsItWhenTheWriterLeaves() {
    Watching eve = Watching.typist(console, "eve");
    assertThat(bob.at.askForKeyboard()).isInstanceOf(AskOutcome.Asked.class);
    assertThat(eve.at.askForKeyboard()).isInstanceOf(AskOutcome.Asked.class);
    ann.close();
    assertThat(console.status().keyboard()).contains(bob.at.viewer());
    bob.close();
    assertThat(console.status().keyboard()).contains(eve.at.viewer());
  }

  @Test
  void aNewHolderIsToldWhoStillAsks() {
    Watching eve = Watching.typist(console, "eve");
    assertThat(bob.at.askForKeyboard()).isInstanceOf(AskOutcome.Asked.class);
    assertThat(eve.at.askForKeyboard()).isInstanceOf(AskOutcome.Asked.class);
    assertThat(ann.at.answerAsk(true)).contains(bob.at.viewer());
    assertThat(bob.takes().last(Notice.KeyboardAsked.class))
        .isEqualTo(new Notice.KeyboardAsked(eve.at.viewer(), bob.at.viewer(), Notice.Step.ASKED));
  }

  @Test
  void anAbsentHolderLosesItAndATypingOneKeepsItUntilTheRequestLapses() {
    assertThat(bob.at.askForKeyboard()).isInstanceOf(AskOutcome.Asked.class);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> {
          ann.at.type(bytes("k"));
          bob.takes();
          return bob.told.stream()
              .anyMatch(n ->
                  n instanceof Notice.KeyboardAsked asked && asked.step() == Notice.Step.LAPSED);
        });
    assertThat(console.status().keyboard()).contains(ann.at.viewer());
    assertThat(bob.at.askForKeyboard()).isInstanceOf(AskOutcome.Asked.class);
    Awaitility.await().until(() -> console.status().keyboard().get().equals(bob.at.viewer()));
    assertThat(bob.takes().last(Notice.KeyboardMoved.class).why()).isEqualTo(Notice.Why.IDLE);
  }

  @Test
  void sendTypesItsTextOnceSomebodyHadTyped() throws IOException {
    console.onRelease(new OnRelease.Send(bytes("\4exit\r")));
    ann.at.giveKeyboard();
    assertThat(bob.at.takeKeyboard(false)).isEqualTo(YOURS);
    bob.at.type(bytes("ls"));
    bob.close();
    assertThat(machine.hears(8)).isEqualTo(bytes("ls\4exit\r").array());
    assertThat(ann.takes().last(Notice.Text.class).line())
        .isEqualTo("typed what on-release says after red/bob let the keyboard go");
  }

  @Test
  void whatReleaseTypesReachesTheMachineBeforeTheNextOneAlsoWhenItReadsLate() throws IOException {
    console.onRelease(new OnRelease.Send(bytes("\4exit\r")));
    java.nio.ByteBuffer much = java.nio.ByteBuffer.wrap(new byte[2 * 1024 * 1024]);
    while (((TypeOutcome.Accepted) ann.at.type(much)).bytes() > 0) {}
    int sent = much.position() - console.status().typingWaits();
    ann.close();
    assertThat(bob.at.takeKeyboard(false)).isEqualTo(YOURS);
    bob.at.type(bytes("id"));
    assertThat(machine.hears(sent)).hasSize(sent);
    assertThat(machine.hears(8)).isEqualTo(bytes("\4exit\rid").array());
  }

  @Test
  void toAnotherSessionOfTheSamePersonItGoesWithTheirLogIn() throws IOException {
    console.onRelease(new OnRelease.Send(bytes("\4exit\r")));
    Watching again = Watching.typist(console, "ann");
    ann.at.type(bytes("ls"));
    ann.at.yieldKeyboard();
    assertThat(console.status().keyboard()).contains(again.at.viewer());
    again.at.type(bytes("\r"));
    again.at.yieldKeyboard();
    again.close();
    ann.at.yieldKeyboard();
    assertThat(console.status().keyboard()).isEmpty();
    assertThat(machine.hears(9)).isEqualTo(bytes("ls\r\4exit\r").array());
  }

  @Test
  void hangUpSaysWhereALineHasNone() {
    console.onRelease(new OnRelease.HangUp());
    ann.at.type(bytes("x"));
    ann.at.giveKeyboard();
    assertThat(bob.takes().last(Notice.Text.class).line())
        .startsWith("on-release = \"hangup\" could not be done: this kind of line has no DTR");
  }

  @Test
  void lockKeepsTheKeyboardFromOthersUntilALoginPromptABootOrAReason() throws IOException {
    console.onRelease(new OnRelease.Lock());
    ann.at.type(bytes("id\r"));
    assertThat(bob.at.takeKeyboard(true)).isEqualTo(new KeyboardOutcome.Locked(ann.at.viewer()));
    ann.at.giveKeyboard();
    assertThat(bob.at.takeKeyboard(false)).isEqualTo(new KeyboardOutcome.Locked(ann.at.viewer()));
    assertThat(console.signs().lockedBy()).contains(ann.at.viewer());
    machine.says("\r\nweb1 login: ");
    Awaitility.await().until(() -> console.signs().lockedBy().isEmpty());
    assertThat(bob.at.takeKeyboard(false)).isEqualTo(YOURS);
    bob.at.type(bytes("id\r"));
    bob.at.giveKeyboard();
    assertThat(ann.at.takeLocked("disk is on fire")).isEqualTo(YOURS);
    assertThat(bob.takes().last(Notice.Text.class).line())
        .isEqualTo("red/ann took the keyboard by force: disk is on fire");
    console.loggedOut("power act");
    assertThat(console.signs().lockedBy()).isEmpty();
  }

  @Test
  void aLineThatWasHungUpHereOpensNoLock() {
    console.onRelease(new OnRelease.Lock());
    ann.at.type(bytes("id\r"));
    ann.at.giveKeyboard();
    console.reopen();
    bob.hears(Notice.LineUp.class);
    assertThat(bob.at.takeKeyboard(false)).isEqualTo(new KeyboardOutcome.Locked(ann.at.viewer()));
  }

  @Test
  void aLockedKeyboardIsNotTakenFromWhoIsAway() {
    console.onRelease(new OnRelease.Lock());
    ann.at.type(bytes("id\r"));
    assertThat(bob.at.askForKeyboard()).isInstanceOf(AskOutcome.Asked.class);
    Awaitility.await().until(() -> bob.takes().told.stream().anyMatch(ReleaseTest::isAnEnd));
    assertThat(console.status().keyboard()).contains(ann.at.viewer());
  }

  /** A request is over, one way or the other. */
  private static boolean isAnEnd(Notice notice) {
    return (notice instanceof Notice.KeyboardMoved(_, _, Notice.Why why) && why == Notice.Why.IDLE)
        || (notice instanceof Notice.KeyboardAsked(_, _, Notice.Step step)
            && step == Notice.Step.LAPSED);
  }

  @Test
  void aLockIsToldAndOutlivesTheGatewayUntilTheMachineShowsThatItIsOver() throws IOException {
    List<Optional<String>> told = new CopyOnWriteArrayList<>();
    ConsoleListener kept =
        new ConsoleListener() {
          @Override
          public void locked(Optional<Viewer> by) {
            told.add(by.map(Viewer::name));
          }
        };
    console.onRelease(new OnRelease.Lock());
    console.listen(kept);
    ann.at.type(bytes("i"));
    ann.at.type(bytes("d"));
    Awaitility.await().until(() -> told.equals(List.of(Optional.of("red/ann"))));
    house.mux
        .close(); // the line closes with the gateway, which is no line of the machine going down
    assertThat(told).hasSize(1);
    house.close();
    machine.close();

    house = new MuxFixture();
    Console next = house.open(new LineAddress.UnixSocket(house.socket("kbd")), new KeptRecorder());
    next.loggedIn(ann.at.viewer());
    next.onRelease(new OnRelease.Lock());
    next.listen(kept);
    bob = Watching.typist(next, "bob");
    MuxFixture.down(next, "kbd"); // not reachable yet: nothing is known of the log-in
    assertThat(bob.at.takeKeyboard(false)).isEqualTo(new KeyboardOutcome.Locked(ann.at.viewer()));
    machine = FakeMachine.at(house.socket("kbd"));
    up(next);
    assertThat(bob.at.takeKeyboard(false)).isEqualTo(new KeyboardOutcome.Locked(ann.at.viewer()));
    machine.hangsUp();
    Awaitility.await().until(() -> told.size() == 2);
    assertThat(told.getLast()).isEmpty();
    assertThat(bob.at.takeKeyboard(false)).isEqualTo(YOURS);
  }

  @Test
  void aCtrlSLeftOnTheLineIsRememberedUntilACtrlQ() {
    ann.at.type(bytes("a\23b"));
    assertThat(console.signs().stopped().orElseThrow().by()).isEqualTo(ann.at.viewer());
    ann.at.type(bytes("\21"));
    assertThat(console.signs().stopped()).isEmpty();
  }

  @Test
  void aSizeThatTheMachineWasToldStays() {
    assertThat(console.size(40, 100, SizeFrom.TYPIST)).isTrue();
    assertThat(console.screen().rows()).isEqualTo(40);
    assertThat(console.size(43, 132, SizeFrom.TOLD)).isTrue();
    assertThat(console.size(50, 90, SizeFrom.TYPIST)).isFalse();
    assertThat(console.screen().cols()).isEqualTo(132);
  }

  @Test
  void aMachineThatBootsHasForgottenTheSizeItWasTold() throws IOException {
    List<SizeFrom> forgotten = new CopyOnWriteArrayList<>();
    console.listen(
        new ConsoleListener() {
          @Override
          public void sizeForgotten(SizeFrom from) {
            forgotten.add(from);
          }
        });
    console.size(43, 132, SizeFrom.TOLD);
    console.size(50, 90, SizeFrom.TYPIST);
    machine.says("web1:~# uname; cat /proc/version\r\nLinux\r\nLinux version 6.12\r\n");
    machine.says("[    0.000000] Linux version 6.12\r\n[    0.000000] Kernel command line: x\r\n");
    Awaitility.await().until(() -> console.screen().cols() == 90);
    console.size(30, 100, SizeFrom.OPERATOR);
    console.size(43, 132, SizeFrom.TOLD);
    machine.says("U-Boot 2025.01\r\nLinux version 6.12\r\n");
    Awaitility.await().until(() -> console.screen().cols() == 100);
    console.forgetSize(SizeFrom.OPERATOR);
    assertThat(console.screen().rows()).isEqualTo(50);
    Awaitility.await().until(() -> forgotten.size() == 3);
    assertThat(forgotten).containsExactly(SizeFrom.TOLD, SizeFrom.TOLD, SizeFrom.OPERATOR);
  }
}
