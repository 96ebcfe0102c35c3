package postern.mux.console;

import static org.assertj.core.api.Assertions.assertThat;
import static postern.mux.console.MuxFixture.bytes;
import static postern.mux.console.MuxFixture.up;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postern.mux.Attachment;
import postern.mux.BreakOutcome;
import postern.mux.Console;
import postern.mux.KeyboardOutcome;
import postern.mux.LineAddress;
import postern.mux.Notice;
import postern.mux.Participant;
import postern.mux.ReadResult;
import postern.mux.TypeOutcome;

class KeyboardTest {
  private static final KeyboardOutcome YOURS = new KeyboardOutcome.Granted();

  private MuxFixture fixture;
  private FakeMachine machine;
  private Console console;
  private final FakeRecorder recorder = new FakeRecorder();

  @BeforeEach
  void open() throws IOException {
    fixture = new MuxFixture();
    machine = FakeMachine.at(fixture.socket("kbd"));
    console = up(fixture.open(new LineAddress.UnixSocket(fixture.socket("kbd")), recorder));
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
    machine.close();
  }

  @Test
  void oneParticipantTypesAndTheOthersWatch() {
    TestParticipant ann = TestParticipant.typist(console, "ann");
    TestParticipant bob = TestParticipant.typist(console, "bob");
    assertThat(ann.at.type(bytes("x"))).isEqualTo(new TypeOutcome.NotHolder());
    assertThat(ann.at.takeKeyboard(false)).isEqualTo(YOURS);
    assertThat(ann.at.takeKeyboard(false)).isEqualTo(YOURS);
    assertThat(bob.at.takeKeyboard(false))
        .isEqualTo(new KeyboardOutcome.HeldBy(ann.at.participant()));
    assertThat(bob.at.type(bytes("x"))).isEqualTo(new TypeOutcome.NotHolder());
    assertThat(bob.at.answer(bytes("\033[1;1R"))).isEqualTo(new TypeOutcome.NotHolder());
    ann.at.releaseKeyboard();
    assertThat(bob.at.takeKeyboard(false)).isEqualTo(YOURS);
    bob.takes();
    assertThat(bob.last(Notice.KeyboardMoved.class).why()).isEqualTo(Notice.Reason.TAKEN);
    assertThat(console.status().participants())
        .containsExactly(ann.at.participant(), bob.at.participant());
  }

  @Test
  void aParticipantWithWatchAccessNeverGetsTheKeyboard() {
    TestParticipant eve = new TestParticipant(console, "eve", false);
    assertThat(eve.at.takeKeyboard(false)).isEqualTo(new KeyboardOutcome.WatchOnly());
    assertThat(eve.at.takeKeyboard(true)).isEqualTo(new KeyboardOutcome.WatchOnly());
    assertThat(console.status().keyboard()).isEmpty();
  }

  @Test
  void forceTakesTheKeyboardAndEveryoneIsTold() {
    TestParticipant ann = TestParticipant.typist(console, "ann");
    TestParticipant bob = TestParticipant.typist(console, "bob");
    assertThat(ann.at.takeKeyboard(false)).isEqualTo(YOURS);
    assertThat(bob.at.takeKeyboard(true)).isEqualTo(YOURS);
    Notice told =
        new Notice.KeyboardMoved(ann.at.participant(), bob.at.participant(), Notice.Reason.FORCED);
    assertThat(ann.takes().told).contains(told);
    assertThat(recorder.notices).contains(told);
    assertThat(ann.at.type(bytes("x"))).isEqualTo(new TypeOutcome.NotHolder());
  }

  @Test
  void leavingFreesTheKeyboard() {
    TestParticipant ann = TestParticipant.typist(console, "ann");
    TestParticipant bob = TestParticipant.typist(console, "bob");
    assertThat(ann.at.takeKeyboard(false)).isEqualTo(YOURS);
    ann.close();
    ann.close();
    assertThat(bob.takes().last(Notice.KeyboardMoved.class).why()).isEqualTo(Notice.Reason.LEFT);
    assertThat(bob.at.takeKeyboard(false)).isEqualTo(YOURS);
    assertThat(ann.at.takeKeyboard(true)).isEqualTo(new KeyboardOutcome.WatchOnly());
  }

  @Test
  void aSilentHolderLosesTheKeyboardAndALiveOneKeepsIt() {
    TestParticipant ann = TestParticipant.typist(console, "ann");
    TestParticipant bob = TestParticipant.typist(console, "bob");
    assertThat(ann.at.takeKeyboard(false)).isEqualTo(YOURS);
    long until = System.nanoTime() + 1_200_000_000L; // twice the silence of the fixture
    while (System.nanoTime() < until) {
      ann.at.alive();
      Thread.onSpinWait();
    }
    assertThat(console.status().keyboard()).contains(ann.at.participant());
    bob.hears(Notice.KeyboardMoved.class);
    bob.told.clear();
    bob.hears(Notice.KeyboardMoved.class);
    assertThat(bob.last(Notice.KeyboardMoved.class))
        .isEqualTo(new Notice.KeyboardMoved(ann.at.participant(), null, Notice.Reason.SILENT));
    assertThat(console.status().keyboard()).isEmpty();
  }

  @Test
  void aMachineThatDoesNotReadFillsTheQueueAndNoMore() throws IOException {
    TestParticipant ann = TestParticipant.typist(console, "ann");
    assertThat(ann.at.takeKeyboard(false)).isEqualTo(YOURS);
    byte[] much = new byte[2 * 1024 * 1024];
    for (int i = 0; i < much.length; i++) {
      much[i] = (byte) ((i * 31) >> 3);
    }
    ByteBuffer left = ByteBuffer.wrap(much);
    int accepted = typesAll(ann, left);
    assertThat(left.position()).isEqualTo(accepted).isLessThan(much.length);
    assertThat(console.status().pendingInput()).isEqualTo(TypingQueue.MOST);
    assertThat(ann.at.read(100)).isNotInstanceOf(ReadResult.Output.class);
    byte[] heard = new byte[much.length];
    int at = 0;
    while (at < much.length) {
      byte[] piece = machine.hears(Math.min(64 * 1024, accepted - at));
      System.arraycopy(piece, 0, heard, at, piece.length);
      at += piece.length;
      accepted += typesAll(ann, left);
    }
    assertThat(heard).isEqualTo(much);
    assertThat(recorder.typed()).isEqualTo(much);
    assertThat(ann.at.typed()).isEqualTo(much.length);
  }

  private static int typesAll(TestParticipant who, ByteBuffer left) {
    int all = 0;
    int taken = -1;
    while (left.hasRemaining() && taken != 0) {
      taken = ((TypeOutcome.Accepted) who.at.type(left)).bytes();
      all += taken;
    }
    return all;
  }

  @Test
  void aTypistWhoHadNoRoomIsWokenWhenThereIs() throws IOException {
    var woken = new java.util.concurrent.Semaphore(0);
    Participant participant = new Participant("w", "red/w", "::1", java.time.Instant.now(), true);
    Attachment ann = console.attach(participant, woken::release);
    assertThat(ann.takeKeyboard(false)).isEqualTo(YOURS);
    ByteBuffer left = ByteBuffer.wrap(new byte[2 * 1024 * 1024]);
    while (((TypeOutcome.Accepted) ann.type(left)).bytes() > 0) {}
    woken.drainPermits();
    int taken = left.position();
    assertThat(machine.hears(taken)).hasSize(taken);
    org.awaitility.Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(5))
        .until(() -> woken.availablePermits() > 0);
    assertThat(ann.type(left)).isNotEqualTo(new TypeOutcome.Accepted(0));
  }

  @Test
  void pendingInputIsDroppedAndAnnouncedWhenTheKeyboardMoves() throws IOException {
    TestParticipant ann = TestParticipant.typist(console, "ann");
    TestParticipant bob = TestParticipant.typist(console, "bob");
    assertThat(ann.at.takeKeyboard(false)).isEqualTo(YOURS);
    int typed = typesAll(ann, ByteBuffer.wrap(new byte[2 * 1024 * 1024]));
    int waits = console.status().pendingInput();
    assertThat(bob.at.takeKeyboard(true)).isEqualTo(YOURS);
    bob.takes();
    Notice.TypingDropped dropped = bob.last(Notice.TypingDropped.class);
    assertThat(dropped.bytes()).isEqualTo(waits);
    assertThat(ann.at.dropped()).isEqualTo(waits);
    assertThat(dropped.by()).isEqualTo(ann.at.participant());
    assertThat(recorder.notices).contains(dropped);
    assertThat(bob.at.type(bytes("END"))).isEqualTo(new TypeOutcome.Accepted(3));
    byte[] heard = machine.hears(typed - waits + 3);
    assertThat(new String(heard, heard.length - 3, 3, java.nio.charset.StandardCharsets.US_ASCII))
        .isEqualTo("END");
  }

  @Test
  void pendingInputIsDroppedAndAnnouncedWhenTheLineGoesDown() throws IOException {
    TestParticipant ann = TestParticipant.typist(console, "ann");
    assertThat(ann.at.takeKeyboard(false)).isEqualTo(YOURS);
    typesAll(ann, ByteBuffer.wrap(new byte[2 * 1024 * 1024]));
    machine.hangsUp();
    ann.hears(Notice.LineDown.class);
    assertThat(ann.last(Notice.TypingDropped.class).bytes()).isEqualTo(TypingQueue.MOST);
    assertThat(console.status().pendingInput()).isZero();
  }

  @Test
  void inputThatCannotBeRecordedIsNotSent() throws IOException {
    TestParticipant ann = TestParticipant.typist(console, "ann");
    assertThat(ann.at.takeKeyboard(false)).isEqualTo(YOURS);
    recorder.typingRefused = Optional.of("the disk is full");
    ByteBuffer typed = bytes("rm");
    assertThat(ann.at.type(typed)).isEqualTo(new TypeOutcome.NotRecorded("the disk is full"));
    assertThat(typed.remaining()).isEqualTo(2);
    recorder.typingRefused = Optional.empty();
    assertThat(ann.at.type(bytes("ls"))).isEqualTo(new TypeOutcome.Accepted(2));
    assertThat(machine.hears(2)).isEqualTo(bytes("ls").array());
  }

  @Test
  void aTerminalReplyIsSentButNotCountedAsTyping() throws IOException {
    TestParticipant ann = TestParticipant.typist(console, "ann");
    assertThat(ann.at.takeKeyboard(false)).isEqualTo(YOURS);
    assertThat(ann.at.answer(bytes("\033[0n"))).isEqualTo(new TypeOutcome.Accepted(4));
    assertThat(machine.hears(4)).isEqualTo(bytes("\033[0n").array());
    assertThat(ann.at.typed()).isZero();
    assertThat(recorder.typed()).isEmpty();
    assertThat(console.status().lastTyped()).isEmpty();
  }

  @Test
  void aSocketReportsThatItHasNoBreak() {
    TestParticipant ann = TestParticipant.typist(console, "ann");
    assertThat(ann.at.sendBreak(Console.DEFAULT_BREAK)).isEqualTo(new BreakOutcome.NotHolder());
    assertThat(ann.at.takeKeyboard(false)).isEqualTo(YOURS);
    assertThat(ann.at.sendBreak(Console.DEFAULT_BREAK)).isInstanceOf(BreakOutcome.Cannot.class);
  }
}
