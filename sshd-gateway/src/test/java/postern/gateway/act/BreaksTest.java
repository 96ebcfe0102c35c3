package postern.gateway.act;

import static org.assertj.core.api.Assertions.assertThat;
import static postern.gateway.act.ActRig.RITA;
import static postern.gateway.act.ActRig.WALLY;
import static postern.gateway.act.ActRig.atWeb1;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.config.MachineEntry.BreakPolicy;
import postern.gateway.config.PowerAddress;
import postern.gateway.machine.FakePower;
import postern.mux.Attachment;
import postern.mux.BreakOutcome;
import postern.mux.TypeOutcome;
import postern.power.MachineAddress;

/** Breaks and SysRq: over the line, by the backend, or not at all; one event each. */
final class BreaksTest {
  private static final Duration LENGTH = Duration.ofMillis(250);
  private static final TypeOutcome TAKEN = new TypeOutcome.Accepted(1);

  @TempDir private Path dir;

  private static FakeAttachment line(BreakOutcome onBreak) {
    return new FakeAttachment(onBreak, TAKEN);
  }

  /** What came of it in the end, the backend's part included. */
  private static BreakResult settled(BreakResult result) {
    return result instanceof BreakResult.ByBackend(var rest) ? rest.get() : result;
  }

  @Test
  void aBreakGoesOverALineThatCanCarryIt() throws IOException {
    try (ActRig rig = ActRig.open(dir)) {
      FakeAttachment line = line(new BreakOutcome.Sent());
      assertThat(rig.acts().breaks().send(rig.at(RITA), line, LENGTH))
          .isEqualTo(new BreakResult.Sent());
      assertThat(line.sent()).containsExactly("break 250");
      rig.assertWritten(EventKind.BREAK, Outcome.OK, atWeb1(RITA, "length", "250 ms"));
    }
  }

  @Test
  void aBreakThatTheLineCannotCarryGoesByTheBackendAndIsWrittenOnce() throws IOException {
    try (ActRig rig = ActRig.open(dir)) {
      BreakResult first =
          rig.acts().breaks().send(rig.at(RITA), line(new BreakOutcome.Cannot("no break")), LENGTH);
      assertThat(first).isInstanceOf(BreakResult.ByBackend.class);
      assertThat(rig.events(EventKind.BREAK)).isEmpty();
      assertThat(settled(first)).isEqualTo(new BreakResult.Sent());
      assertThat(rig.power().requests()).containsExactly("break");
      rig.assertWritten(EventKind.BREAK, Outcome.OK, atWeb1(RITA, "length", "250 ms"));
    }
  }

  @Test
  void aBreakThatNeitherLineNorBackendCanSendFailsWithBothReasons() throws IOException {
    try (ActRig rig = ActRig.open(dir)) {
      rig.power().refuseBreaks("not mine");
      BreakResult result =
          rig.acts().breaks().send(rig.at(RITA), line(new BreakOutcome.Cannot("none")), LENGTH);
      String why = "the line says none, the backend says not mine";
      assertThat(settled(result)).isEqualTo(new BreakResult.Failed(why));
      rig.assertWritten(
          EventKind.BREAK, Outcome.FAILED, atWeb1(RITA, "length", "250 ms", "reason", why));
    }
  }

  @Test
  void withoutABackendTheLinesReasonIsTheAnswer() throws IOException {
    try (ActRig rig = ActRig.open(dir)) {
      FakePower.remove(rig.web1());
      BreakResult result =
          rig.acts().breaks().send(rig.at(RITA), line(new BreakOutcome.Cannot("none")), LENGTH);
      assertThat(settled(result)).isEqualTo(new BreakResult.Failed("none"));
    }
  }

  @Test
  void aPersonWithoutTheKeyboardIsRefused() throws IOException {
    try (ActRig rig = ActRig.open(dir);
        Attachment wally = rig.attach(WALLY)) {
      BreakResult result = rig.acts().breaks().send(rig.at(WALLY), wally, LENGTH);
      assertThat(result).isEqualTo(new BreakResult.NotHolder());
      rig.assertWritten(
          EventKind.BREAK,
          Outcome.REFUSED,
          atWeb1(WALLY, "length", "250 ms", "reason", new BreakResult.NotHolder().why()));
    }
  }

  @Test
  void aMachineWhosePolicyIsNeverGetsNeither() throws IOException {
    try (ActRig rig = ActRig.open(dir, ActRig.entry(dir, BreakPolicy.NEVER, Optional.empty()))) {
      FakeAttachment line = line(new BreakOutcome.Sent());
      Breaks breaks = rig.acts().breaks();
      assertThat(breaks.send(rig.at(RITA), line, LENGTH)).isEqualTo(new BreakResult.Forbidden());
      assertThat(breaks.pressSysRq(rig.at(RITA), line, 'b')).isEqualTo(new BreakResult.Forbidden());
      assertThat(line.sent()).isEmpty();
      assertThat(rig.power().requests()).isEmpty();
      String why = new BreakResult.Forbidden().why();
      rig.assertWritten(
          EventKind.BREAK, Outcome.REFUSED, atWeb1(RITA, "length", "250 ms", "reason", why));
      rig.assertWritten(EventKind.SYSRQ, Outcome.REFUSED, atWeb1(RITA, "key", "b", "reason", why));
    }
  }

  @Test
  void sysRqIsABreakAndTheKeyWhereTheLineHasBreaks() throws IOException {
    try (ActRig rig = ActRig.open(dir)) {
      FakeAttachment line = line(new BreakOutcome.Sent());
      assertThat(rig.acts().breaks().pressSysRq(rig.at(RITA), line, 'h'))
          .isEqualTo(new BreakResult.Sent());
      assertThat(line.sent()).containsExactly("break 250", "h");
      assertThat(rig.events(EventKind.BREAK)).isEmpty();
      rig.assertWritten(EventKind.SYSRQ, Outcome.OK, atWeb1(RITA, "key", "h"));
    }
  }

  @Test
  void sysRqFollowsABreakThatWentByTheBackend() throws IOException {
    try (ActRig rig = ActRig.open(dir)) {
      FakeAttachment line = line(new BreakOutcome.Cannot("none"));
      BreakResult result = rig.acts().breaks().pressSysRq(rig.at(RITA), line, 'h');
      assertThat(settled(result)).isEqualTo(new BreakResult.Sent());
      assertThat(rig.power().requests()).containsExactly("break");
      assertThat(line.sent()).containsExactly("break 250", "h");
      rig.assertWritten(EventKind.SYSRQ, Outcome.OK, atWeb1(RITA, "key", "h"));
    }
  }

  @Test
  void sysRqWhoseKeyIsNotTakenFailsAndSaysThatTheBreakWasSent() throws IOException {
    try (ActRig rig = ActRig.open(dir)) {
      FakeAttachment line =
          new FakeAttachment(new BreakOutcome.Sent(), new TypeOutcome.NotRecorded("disk full"));
      String why = "the break was sent, but the key cannot be recorded: disk full";
      assertThat(rig.acts().breaks().pressSysRq(rig.at(RITA), line, 'h'))
          .isEqualTo(new BreakResult.Failed(why));
      rig.assertWritten(EventKind.SYSRQ, Outcome.FAILED, atWeb1(RITA, "key", "h", "reason", why));
    }
  }

  @Test
  void sysRqOfAUserModeLinuxGoesByItsBackendAlone() throws IOException {
    PowerAddress mconsole =
        new PowerAddress(new MachineAddress.Mconsole(dir.resolve("mconsole")), "mconsole:x");
    try (ActRig rig =
        ActRig.open(dir, ActRig.entry(dir, BreakPolicy.ALLOW, Optional.of(mconsole)))) {
      FakeAttachment line = line(new BreakOutcome.Sent());
      BreakResult result = rig.acts().breaks().pressSysRq(rig.at(RITA), line, 'h');
      assertThat(settled(result)).isEqualTo(new BreakResult.Sent());
      assertThat(line.sent()).isEmpty();
      assertThat(rig.power().requests()).containsExactly("sysrq h");
      rig.assertWritten(EventKind.SYSRQ, Outcome.OK, atWeb1(RITA, "key", "h"));
    }
  }
}
