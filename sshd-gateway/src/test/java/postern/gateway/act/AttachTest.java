package postern.gateway.act;

import static org.assertj.core.api.Assertions.assertThat;
import static postern.gateway.act.ActRig.ANN;
import static postern.gateway.act.ActRig.ANN_ENTRY;
import static postern.gateway.act.ActRig.RITA;
import static postern.gateway.act.ActRig.RITA_ENTRY;
import static postern.gateway.act.ActRig.WALLY;
import static postern.gateway.act.ActRig.WALLY_ENTRY;
import static postern.gateway.act.ActRig.atWeb1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.audit.EventKind;
import postern.audit.SessionEnd;
import postern.mux.Attachment;
import postern.mux.KeyboardOutcome;
import postern.mux.TypeOutcome;

/** Sessions at a console: how they open, what ends them, what is written. */
final class AttachTest {
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
  void aSessionIsListedWhileItIsOpenAndItsStartAndEndAreWritten() {
    LiveSession session = rig.session(RITA);
    assertThat(rig.acts().sessions().all()).containsExactly(session);
    assertThat(rig.events(EventKind.ATTACH)).hasSize(1);
    assertThat(rig.events(EventKind.ATTACH).getFirst().about())
        .containsAllEntriesOf(
            atWeb1(RITA, "session", session.id().text(), "role", "watcher", "port", "1"));
    session.close(SessionEnd.LEFT);
    assertThat(rig.acts().sessions().all()).isEmpty();
    assertThat(rig.events(EventKind.DETACH)).hasSize(1);
    assertThat(rig.events(EventKind.DETACH).getFirst().about())
        .containsEntry("session", session.id().text())
        .containsEntry("person", "red/rita")
        .containsEntry("role", "watcher")
        .containsEntry("end", "left")
        .containsEntry("bytes_in", "0");
  }

  @Test
  void aSessionThatHadTheKeyboardIsAWritersAndItsTypingIsCounted() {
    rig.machine().awaitConnected();
    LiveSession session = rig.session(RITA);
    Attachment attachment = session.attach(() -> {});
    assertThat(rig.acts().keyboard().take(session.who(), attachment, false))
        .isInstanceOf(KeyboardOutcome.Granted.class);
    assertThat(session.role().word()).isEqualTo("writer");
    assertThat(attachment.type(ByteBuffer.wrap(new byte[] {'l', 's'})))
        .isEqualTo(new TypeOutcome.Accepted(2));
    session.close(SessionEnd.GONE);
    assertThat(rig.events(EventKind.DETACH).getFirst().about())
        .containsEntry("role", "writer")
        .containsEntry("end", "gone")
        .containsEntry("bytes_in", "2");
  }

  @Test
  void aPersonWithWatchAccessNeverGetsTheKeyboard() {
    LiveSession session = rig.session(WALLY);
    KeyboardOutcome outcome =
        rig.acts().keyboard().take(session.who(), session.attach(() -> {}), true);
    assertThat(outcome).isInstanceOf(KeyboardOutcome.WatchOnly.class);
    assertThat(session.role().word()).isEqualTo("watcher");
  }

  @Test
  void sessionsOfAPersonWhoIsNoLongerInTheFleetEndAndOthersGoOn() {
    LiveSession rita = rig.session(RITA);
    LiveSession wally = rig.session(WALLY);
    rig.follow(List.of(WALLY_ENTRY), ActRig.entry(dir));
    assertThat(rita.ending()).contains(Ending.WITHDRAWN);
    assertThat(wally.ending()).isEmpty();
  }

  @Test
  void sessionsAtAMachineThatWasRemovedEnd() {
    LiveSession rita = rig.session(RITA);
    rig.follow(List.of(RITA_ENTRY));
    assertThat(rita.ending()).contains(Ending.REMOVED);
  }

  @Test
  void aSessionThatOpensJustAfterAccessWasWithdrawnEndsAtOnce() {
    rig.follow(List.of(ANN_ENTRY), ActRig.entry(dir));
    assertThat(rig.session(RITA).ending()).contains(Ending.WITHDRAWN);
    assertThat(rig.session(ANN).ending()).isEmpty();
  }

  @Test
  void aCommandAttachesWithoutASession() {
    try (Attachment attachment = rig.attach(RITA)) {
      assertThat(attachment.participant().name()).isEqualTo("red/rita");
      assertThat(rig.web1().console().status().participants()).hasSize(1);
    }
    assertThat(rig.acts().sessions().all()).isEmpty();
    assertThat(rig.events(EventKind.ATTACH)).isEmpty();
  }

  @Test
  void theGatewaysStopEndsEverySession() throws IOException {
    LiveSession session = rig.session(RITA);
    Thread closing = Thread.ofVirtual().start(() -> rig.acts().close());
    ActRig.await("the end", () -> session.ending().isPresent());
    assertThat(session.ending()).contains(Ending.SHUTDOWN);
    session.close(SessionEnd.SHUTDOWN);
    ActRig.await("the gateway's stop", () -> !closing.isAlive());
  }
}
