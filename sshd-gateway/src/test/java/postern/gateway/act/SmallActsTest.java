package postern.gateway.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static postern.gateway.act.ActRig.ANN;
import static postern.gateway.act.ActRig.RITA;
import static postern.gateway.act.ActRig.RITA_ENTRY;
import static postern.gateway.act.ActRig.WALLY_ENTRY;
import static postern.gateway.act.ActRig.atWeb1;
import static postern.gateway.act.ActRig.by;
import static postern.gateway.act.ActRig.fields;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.audit.SessionId;
import postern.gateway.pacing.PacedTyping;
import postern.gateway.ssh.Caller;
import postern.mux.Attachment;

/** Kill, paced typing, playbooks, views and refusals: the event of each. */
final class SmallActsTest {
  @TempDir private Path dir;
  private ActRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = ActRig.open(dir);
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  @Test
  void killEndsTheSessionAndIsWritten() {
    LiveSession session = rig.session(RITA);
    String id = session.id().text();
    assertThat(rig.acts().kill().session(ANN, id, "maintenance")).isTrue();
    assertThat(session.ending()).contains(Ending.killed("admin/ann", "maintenance"));
    rig.assertWritten(
        EventKind.KILL, Outcome.OK, atWeb1(ANN, "session", id, "reason", "maintenance"));
  }

  @Test
  void killOfASessionThatIsNotThereIsWrittenAsFailed() {
    assertThat(rig.acts().kill().session(ANN, "nobody", "why not")).isFalse();
    rig.assertWritten(
        EventKind.KILL, Outcome.FAILED, by(ANN, "session", "nobody", "reason", "why not"));
  }

  @Test
  void typingIsWrittenWithItsLengthAndEchoAndNeverItsText() {
    Typing typing = rig.acts().typing();
    try (Attachment at = rig.attach(RITA)) {
      PacedTyping text = new PacedTyping(rig.web1().console(), at, System::nanoTime);
      text.offer(ByteBuffer.wrap(new byte[] {'x'}));
      typing.over(rig.at(RITA), text, new PacedTyping.Progress.Done("seen", 1));
      typing.over(
          rig.at(RITA),
          text,
          new PacedTyping.Progress.Stopped(0, "lost", "it\u001bstopped", false));
      assertThatThrownBy(() -> typing.over(rig.at(RITA), text, new PacedTyping.Progress.Going()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(rig.events(EventKind.SEND))
        .containsExactly(
            new ActRig.Written("ok", atWeb1(RITA, "bytes", "0", "echo", "seen")),
            new ActRig.Written(
                "failed", atWeb1(RITA, "bytes", "0", "echo", "lost", "reason", "it\\x1bstopped")));
  }

  @Test
  void eachStepOfAPlaybookAndItsEndAreToldAndWritten() {
    Rescue rescue = rig.acts().rescue();
    rescue.step(rig.at(RITA), "fsck", "rescue fsck 1/2: types 3 bytes");
    rescue.ended(rig.at(RITA), "fsck", true, "done");
    rescue.ended(rig.at(RITA), "fsck", false, "not seen within 5 s: login");
    rig.awaitTold("rescue fsck 1/2: types 3 bytes");
    rig.awaitTold("rescue fsck: done");
    assertThat(rig.events(EventKind.RESCUE))
        .containsExactly(
            rescue("ok", "step", "rescue fsck 1/2: types 3 bytes"),
            rescue("ok", "end", "done"),
            rescue("failed", "end", "not seen within 5 s: login"));
  }

  private static ActRig.Written rescue(String outcome, String action, String what) {
    return new ActRig.Written(
        outcome, atWeb1(RITA, "playbook", "fsck", "action", action, "what", what));
  }

  @Test
  void lookingAtARecordingIsWritten() {
    rig.acts().views().looked(rig.at(RITA), "log");
    rig.acts().views().looked(ANN, "replay", Map.of("session", "s-1"));
    assertThat(rig.events(EventKind.VIEW))
        .containsExactly(
            new ActRig.Written("ok", atWeb1(RITA, "action", "log")),
            new ActRig.Written("ok", by(ANN, "action", "replay", "session", "s-1")));
  }

  @Test
  void theArchiveShowsOpenSessionsAsTheyAreNow() throws IOException {
    LiveSession session = rig.session(RITA);
    session.hasKeyboard();
    assertThat(rig.audit().sync()).isTrue();
    SessionId id = session.id();
    assertThat(rig.acts().views().archive().session(id).orElseThrow().role()).isEqualTo("writer");
    assertThat(rig.audit().archive().session(id).orElseThrow().role()).isEqualTo("watcher");
  }

  @Test
  void aRefusalIsWrittenForEachPersonThatTheLoginStandsFor() {
    Caller caller = new Caller("web9", RITA.use(), List.of(RITA_ENTRY, WALLY_ENTRY));
    rig.acts().refused(caller, fields("reason", "no such machine"));
    Map<String, String> rita = by(RITA, "tenant", "red", "reason", "no such machine");
    Map<String, String> wally = by(RITA, "tenant", "red", "reason", "no such machine");
    wally.put("person", "red/wally");
    assertThat(rig.events(EventKind.REFUSED))
        .containsExactly(new ActRig.Written("refused", rita), new ActRig.Written("refused", wally));
  }
}
