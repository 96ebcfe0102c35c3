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
import postern.mux.ConsoleEvent;
import postern.mux.ConsoleListener;
import postern.mux.KeyboardOutcome;
import postern.mux.LineAddress;
import postern.mux.Notice;
import postern.mux.OnRelease;
import postern.mux.Participant;
import postern.mux.SizeSource;
import postern.mux.TypeOutcome;

/** Requests for the keyboard, and what happens to an open login when it is released. */
class KeyboardReleaseTest {
  private static final KeyboardOutcome YOURS = new KeyboardOutcome.Granted();
  private static final RequestQueue.Waits SOON =
      new RequestQueue.Waits(100_000_000L, 200_000_000L, 400_000_000L);

  private MuxFixture fixture;
  private FakeMachine machine;
  private Console console;
  private TestParticipant ann;
  private TestParticipant bob;

  @BeforeEach
  void open() throws IOException {
    fixture =
        new MuxFixture(
            MuxFixture.QUICK.withHolderSilence(Duration.ofSeconds(15)).withRequests(SOON));
    machine = FakeMachine.at(fixture.socket("kbd"));
    console =
        up(fixture.open(new LineAddress.UnixSocket(fixture.socket("kbd")), new FakeRecorder()));
    ann = TestParticipant.typist(console, "ann");
    bob = TestParticipant.typist(console, "bob");
    assertThat(ann.at.takeKeyboard(false)).isEqualTo(YOURS);
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
    machine.close();
  }

  @Test
  void theHolderAcceptsOrRefusesARequest() {
    assertThat(bob.at.askForKeyboard()).isEqualTo(new AskOutcome.Asked(ann.at.participant()));
    assertThat(bob.at.askForKeyboard()).isEqualTo(new AskOutcome.Pending(ann.at.participant()));
    assertThat(bob.at.answerRequest(true)).isEmpty();
    assertThat(ann.at.answerRequest(false)).contains(bob.at.participant());
    assertThat(bob.takes().last(Notice.KeyboardAsked.class).step())
        .isEqualTo(Notice.RequestStep.REFUSED);
    assertThat(bob.at.askForKeyboard()).isInstanceOf(AskOutcome.Asked.class);
    assertThat(ann.at.answerRequest(true)).contains(bob.at.participant());
    assertThat(bob.takes().last(Notice.KeyboardMoved.class).why()).isEqualTo(Notice.Reason.CONSENT);
    assertThat(bob.at.type(bytes("x"))).isEqualTo(new TypeOutcome.Accepted(1));
  }

  @Test
  void theFirstRequesterGetsTheKeyboardWhenTheHolderLeaves() {
    TestParticipant eve = TestParticipant.typist(console, "eve");
    assertThat(bob.at.askForKeyboard()).isInstanceOf(AskOutcome.Asked.class);
    assertThat(eve.at.askForKeyboard()).isInstanceOf(AskOutcome.Asked.class);
    ann.close();
    assertThat(console.status().keyboard()).contains(bob.at.participant());
    bob.close();
    assertThat(console.status().keyboard()).contains(eve.at.participant());
  }

  @Test
  void aNewHolderIsToldOfPendingRequests() {
    TestParticipant eve = TestParticipant.typist(console, "eve");
    assertThat(bob.at.askForKeyboard()).isInstanceOf(AskOutcome.Asked.class);
    assertThat(eve.at.askForKeyboard()).isInstanceOf(AskOutcome.Asked.class);
    assertThat(ann.at.answerRequest(true)).contains(bob.at.participant());
    assertThat(bob.takes().last(Notice.KeyboardAsked.class))
        .isEqualTo(
            new Notice.KeyboardAsked(
                eve.at.participant(), bob.at.participant(), Notice.RequestStep.ASKED));
  }

  @Test
  void anAbsentHolderLosesTheKeyboardAndATypingHolderKeepsIt() {
    assertThat(bob.at.askForKeyboard()).isInstanceOf(AskOutcome.Asked.class);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> {
          ann.at.type(bytes("k"));
          bob.takes();
          return bob.told.stream()
              .anyMatch(n ->
                  n instanceof Notice.KeyboardAsked asked
                      && asked.step() == Notice.RequestStep.LAPSED);
        });
    assertThat(console.status().keyboard()).contains(ann.at.participant());
    assertThat(bob.at.askForKeyboard()).isInstanceOf(AskOutcome.Asked.class);
    Awaitility.await().until(() -> console.status().keyboard().get().equals(bob.at.participant()));
    assertThat(bob.takes().last(Notice.KeyboardMoved.class).why()).isEqualTo(Notice.Reason.IDLE);
  }

  @Test
  void sendTypesItsTextIfSomebodyHasTyped() throws IOException {
    console.onRelease(new OnRelease.Send(bytes("\4exit\r")));
    ann.at.releaseKeyboard();
    assertThat(bob.at.takeKeyboard(false)).isEqualTo(YOURS);
    bob.at.type(bytes("ls"));
    bob.close();
    assertThat(machine.hears(8)).isEqualTo(bytes("ls\4exit\r").array());
    assertThat(ann.takes().last(Notice.Text.class).line())
        .isEqualTo("typed the on-release text after red/bob released the keyboard");
  }

  @Test
  void theReleaseTextReachesASlowMachineBeforeTheNextTypist() throws IOException {
    console.onRelease(new OnRelease.Send(bytes("\4exit\r")));
    java.nio.ByteBuffer much = java.nio.ByteBuffer.wrap(new byte[2 * 1024 * 1024]);
    while (((TypeOutcome.Accepted) ann.at.type(much)).bytes() > 0) {}
    int sent = much.position() - console.status().pendingInput();
    ann.close();
    assertThat(bob.at.takeKeyboard(false)).isEqualTo(YOURS);
    bob.at.type(bytes("id"));
    assertThat(machine.hears(sent)).hasSize(sent);
    assertThat(machine.hears(8)).isEqualTo(bytes("\4exit\rid").array());
  }

  @Test
  void anotherSessionOfTheSamePersonInheritsTheLogin() throws IOException {
    console.onRelease(new OnRelease.Send(bytes("\4exit\r")));
    TestParticipant again = TestParticipant.typist(console, "ann");
    ann.at.type(bytes("ls"));
    ann.at.yieldKeyboard();
    assertThat(console.status().keyboard()).contains(again.at.participant());
    again.at.type(bytes("\r"));
    again.at.yieldKeyboard();
    again.close();
    ann.at.yieldKeyboard();
    assertThat(console.status().keyboard()).isEmpty();
    assertThat(machine.hears(9)).isEqualTo(bytes("ls\r\4exit\r").array());
  }

  @Test
  void hangUpReportsALineWithoutDtr() {
    console.onRelease(new OnRelease.HangUp());
    ann.at.type(bytes("x"));
    ann.at.releaseKeyboard();
    assertThat(bob.takes().last(Notice.Text.class).line())
        .startsWith("on-release = \"hangup\" could not be done: this kind of line has no DTR");
  }

  @Test
  void lockExcludesOthersUntilALoginPromptABootOrAnOverride() throws IOException {
    console.onRelease(new OnRelease.Lock());
    ann.at.type(bytes("id\r"));
    assertThat(bob.at.takeKeyboard(true))
        .isEqualTo(new KeyboardOutcome.Locked(ann.at.participant()));
    ann.at.releaseKeyboard();
    assertThat(bob.at.takeKeyboard(false))
        .isEqualTo(new KeyboardOutcome.Locked(ann.at.participant()));
    assertThat(console.conditions().lockedBy()).contains(ann.at.participant());
    machine.says("\r\nweb1 login: ");
    Awaitility.await().until(() -> console.conditions().lockedBy().isEmpty());
    assertThat(bob.at.takeKeyboard(false)).isEqualTo(YOURS);
    bob.at.type(bytes("id\r"));
    bob.at.releaseKeyboard();
    assertThat(ann.at.overrideLock("disk is on fire")).isEqualTo(YOURS);
    assertThat(bob.takes().last(Notice.Text.class).line())
        .isEqualTo("red/ann took the keyboard by force: disk is on fire");
    console.loggedOut("power act");
    assertThat(console.conditions().lockedBy()).isEmpty();
  }

  @Test
  void closingTheLineHereDoesNotUnlockTheKeyboard() {
    console.onRelease(new OnRelease.Lock());
    ann.at.type(bytes("id\r"));
    ann.at.releaseKeyboard();
    console.reopen();
    bob.hears(Notice.LineUp.class);
    assertThat(bob.at.takeKeyboard(false))
        .isEqualTo(new KeyboardOutcome.Locked(ann.at.participant()));
  }

  @Test
  void aLockedKeyboardIsNotTakenFromAnAbsentHolder() {
    console.onRelease(new OnRelease.Lock());
    ann.at.type(bytes("id\r"));
    assertThat(bob.at.askForKeyboard()).isInstanceOf(AskOutcome.Asked.class);
    Awaitility.await()
        .until(() -> bob.takes().told.stream().anyMatch(KeyboardReleaseTest::isAnEnd));
    assertThat(console.status().keyboard()).contains(ann.at.participant());
  }

  /** Returns whether this notice ends a request. */
  private static boolean isAnEnd(Notice notice) {
    return (notice instanceof Notice.KeyboardMoved(_, _, Notice.Reason why)
            && why == Notice.Reason.IDLE)
        || (notice instanceof Notice.KeyboardAsked(_, _, Notice.RequestStep step)
            && step == Notice.RequestStep.LAPSED);
  }

  @Test
  void aLockIsAnnouncedAndSurvivesTheGatewayUntilTheLoginEnds() throws IOException {
    List<Optional<String>> told = new CopyOnWriteArrayList<>();
    ConsoleListener kept =
        event -> {
          if (event instanceof ConsoleEvent.KeyboardLocked(Optional<Participant> to)) {
            told.add(to.map(Participant::name));
          }
        };
    console.onRelease(new OnRelease.Lock());
    console.addListener(kept);
    ann.at.type(bytes("i"));
    ann.at.type(bytes("d"));
    Awaitility.await().until(() -> told.equals(List.of(Optional.of("red/ann"))));
    fixture.mux.close(); // a line that closes with the gateway does not end the login
    assertThat(told).hasSize(1);
    fixture.close();
    machine.close();

    fixture = new MuxFixture();
    Console next =
        fixture.open(new LineAddress.UnixSocket(fixture.socket("kbd")), new FakeRecorder());
    next.loggedIn(ann.at.participant());
    next.onRelease(new OnRelease.Lock());
    next.addListener(kept);
    bob = TestParticipant.typist(next, "bob");
    MuxFixture.down(
        next, "kbd"); // the machine is not reachable yet, so the login may still be open
    assertThat(bob.at.takeKeyboard(false))
        .isEqualTo(new KeyboardOutcome.Locked(ann.at.participant()));
    machine = FakeMachine.at(fixture.socket("kbd"));
    up(next);
    assertThat(bob.at.takeKeyboard(false))
        .isEqualTo(new KeyboardOutcome.Locked(ann.at.participant()));
    machine.hangsUp();
    Awaitility.await().until(() -> told.size() == 2);
    assertThat(told.getLast()).isEmpty();
    assertThat(bob.at.takeKeyboard(false)).isEqualTo(YOURS);
  }

  @Test
  void aCtrlSIsReportedUntilACtrlQ() {
    ann.at.type(bytes("a\23b"));
    assertThat(console.conditions().stopped().orElseThrow().by()).isEqualTo(ann.at.participant());
    ann.at.type(bytes("\21"));
    assertThat(console.conditions().stopped()).isEmpty();
  }

  @Test
  void aSizeThatTheMachineWasToldHasPrecedence() {
    assertThat(console.size(40, 100, SizeSource.TYPIST)).isTrue();
    assertThat(console.screen().rows()).isEqualTo(40);
    assertThat(console.size(43, 132, SizeSource.TOLD)).isTrue();
    assertThat(console.size(50, 90, SizeSource.TYPIST)).isFalse();
    assertThat(console.screen().cols()).isEqualTo(132);
  }

  @Test
  void aBootForgetsTheSizeThatTheMachineWasTold() throws IOException {
    List<SizeSource> forgotten = new CopyOnWriteArrayList<>();
    console.addListener(event -> {
      if (event instanceof ConsoleEvent.SizeForgotten(SizeSource source)) {
        forgotten.add(source);
      }
    });
    console.size(43, 132, SizeSource.TOLD);
    console.size(50, 90, SizeSource.TYPIST);
    machine.says("web1:~# uname; cat /proc/version\r\nLinux\r\nLinux version 6.12\r\n");
    machine.says("[    0.000000] Linux version 6.12\r\n[    0.000000] Kernel command line: x\r\n");
    Awaitility.await().until(() -> console.screen().cols() == 90);
    console.size(30, 100, SizeSource.OPERATOR);
    console.size(43, 132, SizeSource.TOLD);
    machine.says("U-Boot 2025.01\r\nLinux version 6.12\r\n");
    Awaitility.await().until(() -> console.screen().cols() == 100);
    console.forgetSize(SizeSource.OPERATOR);
    assertThat(console.screen().rows()).isEqualTo(50);
    Awaitility.await().until(() -> forgotten.size() == 3);
    assertThat(forgotten).containsExactly(SizeSource.TOLD, SizeSource.TOLD, SizeSource.OPERATOR);
  }
}
