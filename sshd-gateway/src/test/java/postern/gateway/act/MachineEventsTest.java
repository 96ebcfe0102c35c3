package postern.gateway.act;

import static postern.gateway.act.ActRig.fields;
import static postern.gateway.act.ActRig.web1Fields;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.audit.EventKind;
import postern.audit.Outcome;

/** What becomes of machines without anybody acting: an event each, in nobody's name. */
final class MachineEventsTest {
  @TempDir private Path dir;
  private ActRig rig;
  private MachineEvents events;

  @BeforeEach
  void open() throws IOException {
    rig = ActRig.open(dir);
    events =
        new MachineEvents(new EventWriter(rig.audit()), rig.acts().sessions(), rig.acts().power());
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  @Test
  void theEndOfTheKeeperIsWritten() {
    events.keeperLost("it was killed");
    rig.assertWritten(EventKind.KEEPER, Outcome.FAILED, fields("reason", "it was killed"));
  }

  @Test
  void theEndOfAMachineIsWritten() {
    events.machineEnded(rig.web1(), "exit code 1");
    rig.assertWritten(
        EventKind.MACHINE, Outcome.OK, web1Fields("action", "ended", "reason", "exit code 1"));
  }

  @Test
  void lostOutputIsWritten() {
    events.outputLost(rig.web1(), "9 bytes were said");
    rig.assertWritten(
        EventKind.RECORDING, Outcome.FAILED, web1Fields("reason", "9 bytes were said"));
  }

  @Test
  void theEndOfAProgramOfAFormerMachineIsWrittenUnderTheMachinesName() {
    events.programEnded("red.web1", "red/web1", false);
    rig.assertWritten(
        EventKind.MACHINE,
        Outcome.FAILED,
        web1Fields(
            "action", "ended",
            "reason", "red.web1 ran for a machine that was removed, given away or changed"));
  }

  @Test
  void theEndOfAProgramOfAnUnknownMachineNamesNone() {
    events.programEnded("x", "", true);
    rig.assertWritten(
        EventKind.MACHINE,
        Outcome.OK,
        fields(
            "action", "ended",
            "reason", "x ran for a machine that was removed, given away or changed"));
  }
}
