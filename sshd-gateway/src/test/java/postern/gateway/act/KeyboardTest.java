package postern.gateway.act;

import static org.assertj.core.api.Assertions.assertThat;
import static postern.gateway.act.ActRig.ANN;
import static postern.gateway.act.ActRig.RITA;
import static postern.gateway.act.ActRig.WALLY;
import static postern.gateway.act.ActRig.atWeb1;
import static postern.gateway.act.ActRig.web1Fields;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.config.MachineEntry.BreakPolicy;
import postern.mux.AskOutcome;
import postern.mux.Attachment;
import postern.mux.KeyboardOutcome;
import postern.mux.OnRelease;

/** Who gets the keyboard, and the event of each change, request and refusal. */
final class KeyboardTest {
  @TempDir private Path dir;
  private ActRig rig;

  @BeforeEach
  void open() throws IOException {
    rig =
        ActRig.open(
            dir, ActRig.entry(dir, BreakPolicy.ALLOW, Optional.empty(), new OnRelease.Lock()));
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  private KeyboardOutcome take(LiveSession session, Attachment at, boolean force) {
    return rig.acts().keyboard().take(session.who(), at, force);
  }

  @Test
  void aFreeKeyboardIsGrantedAndTheChangeIsWritten() {
    LiveSession rita = rig.session(RITA);
    assertThat(take(rita, rita.attach(() -> {}), false))
        .isInstanceOf(KeyboardOutcome.Granted.class);
    rig.awaitWritten(
        EventKind.KEYBOARD,
        Outcome.OK,
        atWeb1(RITA, "action", "take", "session", rita.id().text()));
  }

  @Test
  void aTakenKeyboardIsRefusedAndTheEventNamesItsHolder() {
    LiveSession rita = rig.session(RITA);
    LiveSession ann = rig.session(ANN);
    take(rita, rita.attach(() -> {}), false);
    assertThat(take(ann, ann.attach(() -> {}), false)).isInstanceOf(KeyboardOutcome.HeldBy.class);
    rig.awaitWritten(
        EventKind.KEYBOARD,
        Outcome.REFUSED,
        atWeb1(ANN, "action", "take", "session", ann.id().text(), "from", "red/rita"));
    assertThat(ann.role().word()).isEqualTo("watcher");
  }

  @Test
  void forceTakesTheKeyboardFromItsHolder() {
    LiveSession rita = rig.session(RITA);
    LiveSession ann = rig.session(ANN);
    take(rita, rita.attach(() -> {}), false);
    assertThat(take(ann, ann.attach(() -> {}), true)).isInstanceOf(KeyboardOutcome.Granted.class);
    rig.awaitWritten(
        EventKind.KEYBOARD,
        Outcome.OK,
        atWeb1(ANN, "action", "force", "session", ann.id().text(), "from", "red/rita"));
  }

  @Test
  void aPersonWhoMayOnlyWatchIsRefusedEvenByForce() {
    LiveSession wally = rig.session(WALLY);
    assertThat(take(wally, wally.attach(() -> {}), true))
        .isInstanceOf(KeyboardOutcome.WatchOnly.class);
    rig.assertWritten(
        EventKind.KEYBOARD,
        Outcome.REFUSED,
        atWeb1(WALLY, "action", "force", "session", wally.id().text()));
  }

  @Test
  void givingTheKeyboardUpIsWritten() {
    LiveSession rita = rig.session(RITA);
    Attachment at = rita.attach(() -> {});
    take(rita, at, false);
    at.releaseKeyboard();
    rig.awaitWritten(
        EventKind.KEYBOARD,
        Outcome.OK,
        atWeb1(RITA, "action", "give", "session", rita.id().text()));
  }

  @Test
  void aRequestAndItsAnswerAreWritten() {
    LiveSession rita = rig.session(RITA);
    LiveSession ann = rig.session(ANN);
    Attachment holder = rita.attach(() -> {});
    take(rita, holder, false);
    assertThat(ann.attach(() -> {}).askForKeyboard()).isInstanceOf(AskOutcome.Asked.class);
    String session = ann.id().text();
    rig.awaitWritten(
        EventKind.KEYBOARD,
        Outcome.OK,
        atWeb1(ANN, "action", "ask-asked", "session", session, "from", "red/rita"));
    assertThat(holder.answerRequest(true)).isPresent();
    rig.awaitWritten(
        EventKind.KEYBOARD,
        Outcome.OK,
        atWeb1(ANN, "action", "consent", "session", session, "from", "red/rita"));
    assertThat(ann.role().word()).isEqualTo("writer");
  }

  @Test
  void aRequestThatIsRefusedIsWritten() {
    LiveSession rita = rig.session(RITA);
    LiveSession ann = rig.session(ANN);
    Attachment holder = rita.attach(() -> {});
    take(rita, holder, false);
    ann.attach(() -> {}).askForKeyboard();
    assertThat(holder.answerRequest(false)).isPresent();
    rig.awaitWritten(
        EventKind.KEYBOARD,
        Outcome.OK,
        atWeb1(ANN, "action", "ask-refused", "session", ann.id().text(), "from", "red/rita"));
  }

  @Test
  void aLockIsOverriddenWithTheReasonThatWasGiven() {
    lockForRita();
    LiveSession ann = rig.session(ANN);
    Attachment at = ann.attach(() -> {});
    assertThat(take(ann, at, true)).isInstanceOf(KeyboardOutcome.Locked.class);
    assertThat(rig.acts().keyboard().overrideLock(ann.who(), at, "she went home"))
        .isInstanceOf(KeyboardOutcome.Granted.class);
    rig.awaitWritten(
        EventKind.KEYBOARD,
        Outcome.OK,
        atWeb1(ANN, "action", "unlock", "reason", "she went home", "session", ann.id().text()));
    assertThat(ann.role().word()).isEqualTo("writer");
  }

  @Test
  void aPersonWhoMayOnlyWatchOverridesNoLock() {
    lockForRita();
    LiveSession wally = rig.session(WALLY);
    assertThat(rig.acts().keyboard().overrideLock(wally.who(), wally.attach(() -> {}), "please"))
        .isInstanceOf(KeyboardOutcome.WatchOnly.class);
    rig.awaitWritten(
        EventKind.KEYBOARD,
        Outcome.REFUSED,
        atWeb1(WALLY, "action", "unlock", "reason", "please", "session", wally.id().text()));
  }

  /** Rita types and leaves; her login may still be open. */
  private void lockForRita() {
    rig.machine().awaitConnected();
    LiveSession rita = rig.session(RITA);
    Attachment at = rita.attach(() -> {});
    take(rita, at, false);
    at.type(ByteBuffer.wrap(new byte[] {'x'}));
    at.releaseKeyboard();
  }

  @Test
  void theKeyboardOfACommandIsWrittenWithoutASession() {
    try (Attachment at = rig.attach(RITA)) {
      assertThat(rig.acts().keyboard().take(rig.at(RITA), at, false))
          .isInstanceOf(KeyboardOutcome.Granted.class);
    }
    rig.awaitWritten(
        EventKind.KEYBOARD,
        Outcome.OK,
        web1Fields("action", "take", "person", "red/rita", "source", "127.0.0.1"));
    rig.awaitWritten(
        EventKind.KEYBOARD,
        Outcome.OK,
        web1Fields("action", "leave", "person", "red/rita", "source", "127.0.0.1"));
  }
}
