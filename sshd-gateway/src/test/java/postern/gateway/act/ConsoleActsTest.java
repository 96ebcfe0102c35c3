package postern.gateway.act;

import static org.assertj.core.api.Assertions.assertThat;
import static postern.gateway.act.ActRig.RITA;
import static postern.gateway.act.ActRig.RITA_ENTRY;
import static postern.gateway.act.ActRig.WALLY;
import static postern.gateway.act.ActRig.WALLY_ENTRY;
import static postern.gateway.act.ActRig.atWeb1;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.audit.EventKind;
import postern.audit.Frame;
import postern.audit.Outcome;
import postern.audit.RecordedConsole;
import postern.mux.KeyboardOutcome;
import postern.power.PowerAction;

/** What one person can see and do in a session: the events all name the session. */
final class ConsoleActsTest {
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

  private static String session(ConsoleActs console) {
    return console.participant().session();
  }

  @Test
  void aMessageIsToldRecordedAndWritten() throws IOException {
    ConsoleActs wally = rig.open(WALLY, WALLY_ENTRY);
    wally.message("hello");
    rig.awaitTold("red/wally says: hello");
    rig.assertWritten(
        EventKind.MESSAGE, Outcome.OK, atWeb1(WALLY, "text", "hello", "session", session(wally)));
    assertThat(marks("message")).contains("red/wally says: hello");
  }

  @Test
  void aNoteIsRecordedAndWritten() throws IOException {
    ConsoleActs rita = rig.open(RITA, RITA_ENTRY);
    rita.note("fan replaced");
    rig.assertWritten(
        EventKind.NOTE, Outcome.OK, atWeb1(RITA, "text", "fan replaced", "session", session(rita)));
    assertThat(marks("note")).containsExactly("red/rita: fan replaced");
  }

  private List<String> marks(String kind) throws IOException {
    assertThat(rig.audit().sync()).isTrue();
    RecordedConsole web1 = new RecordedConsole("red", "web1", 1);
    try (Stream<Frame> frames =
        rig.audit().archive().frames(web1, Optional.empty(), Optional.empty())) {
      return frames
          .filter(Frame.Mark.class::isInstance)
          .map(Frame.Mark.class::cast)
          .filter(mark -> mark.what().equals(kind))
          .map(Frame.Mark::text)
          .toList();
    }
  }

  @Test
  void theSizeThatAMachineWasToldIsTheScreensAndIsWritten() {
    ConsoleActs rita = rig.open(RITA, RITA_ENTRY);
    rita.toldSize(50, 132);
    rig.assertWritten(
        EventKind.SIZE, Outcome.OK, atWeb1(RITA, "action", "132x50", "session", session(rita)));
    ActRig.await("the size", () -> rita.console().screen().lines().size() == 50);
  }

  @Test
  void reopeningTheLineIsWritten() {
    rig.machine().awaitConnected();
    ConsoleActs rita = rig.open(RITA, RITA_ENTRY);
    rita.reopen();
    rig.assertWritten(
        EventKind.LINE, Outcome.OK, atWeb1(RITA, "action", "reopen", "session", session(rita)));
  }

  @Test
  void lookingAtTheHistoryIsWritten() {
    ConsoleActs wally = rig.open(WALLY, WALLY_ENTRY);
    assertThat(wally.history(() -> false).end()).isZero();
    rig.assertWritten(
        EventKind.VIEW, Outcome.OK, atWeb1(WALLY, "action", "history", "session", session(wally)));
  }

  @Test
  void aPersonWithWatchAccessHasNoPowerActionsAndNoKeyboard() {
    ConsoleActs wally = rig.open(WALLY, WALLY_ENTRY);
    assertThat(wally.powerActions()).isEmpty();
    assertThat(wally.power(PowerAction.OFF)).isEqualTo(new PowerResult.NotPermitted());
    assertThat(wally.takeKeyboard(wally.attach(() -> {}), true))
        .isInstanceOf(KeyboardOutcome.WatchOnly.class);
    assertThat(rig.open(RITA, RITA_ENTRY).powerActions()).contains(PowerAction.RESET);
  }

  @Test
  void aPowerActionIsDoneAlthoughSomebodyElseTyped() {
    ConsoleActs rita = rig.open(RITA, RITA_ENTRY);
    assertThat(PowerText.exit(rita.power(PowerAction.RESET))).isZero();
    assertThat(rig.events(EventKind.POWER)).hasSize(1);
  }

  @Test
  void anAdminWhoEndsTheSessionIsToldToItsPerson() {
    ConsoleActs rita = rig.open(RITA, RITA_ENTRY);
    assertThat(rita.ended()).isNull();
    rig.acts().kill().session(ActRig.ANN, session(rita), "maintenance");
    assertThat(rita.ended()).isEqualTo(Ending.killed("admin/ann", "maintenance"));
    rita.close(Ending.killed("admin/ann", "maintenance"));
    assertThat(rig.events(EventKind.DETACH).getFirst().about()).containsEntry("end", "ended");
  }
}
