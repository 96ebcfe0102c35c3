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
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.config.MachineEntry.BreakPolicy;
import postern.gateway.config.PowerAddress;
import postern.gateway.machine.FakePower;
import postern.mux.Attachment;
import postern.power.MachineAddress;
import postern.power.PowerAction;
import postern.power.PowerOutcome;
import postern.power.PowerState;

/** Who may act on the power, what is asked of the machine, and the one event of each action. */
final class PowerTest {
  private static final String ON_SEEN = "done, state is on, 1.0 s";
  private static final String OFF_SEEN = "done, state is off, 1.0 s";
  private static final Duration SHORT = Duration.ofMillis(10);

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

  private Power power() {
    return rig.acts().power();
  }

  @Test
  void anActionIsDoneToldAndWritten() {
    PowerResult result = power().act(RITA, rig.web1(), PowerAction.OFF, false);
    assertThat(PowerText.exit(result)).isZero();
    assertThat(PowerText.line(result)).isEqualTo(OFF_SEEN);
    assertThat(rig.power().requests()).containsExactly("off");
    rig.assertWritten(
        EventKind.POWER, Outcome.OK, atWeb1(RITA, "action", "off", "reason", OFF_SEEN));
    rig.awaitTold("red/rita: power off");
    rig.awaitTold("power off: " + OFF_SEEN);
    assertThat(rig.web1().powerSeen().power()).isEqualTo(PowerState.Power.OFF);
  }

  @Test
  void aPersonWhoMayOnlyWatchIsRefused() {
    PowerResult result = power().act(WALLY, rig.web1(), PowerAction.OFF, true);
    assertThat(result).isEqualTo(new PowerResult.NotPermitted());
    assertThat(PowerText.exit(result)).isEqualTo(ExitCode.NOT_PERMITTED);
    assertThat(rig.power().requests()).isEmpty();
    rig.assertWritten(
        EventKind.POWER,
        Outcome.REFUSED,
        atWeb1(WALLY, "action", "off", "reason", PowerText.line(result)));
  }

  @Test
  void aMachineWithoutPowerIsLeftAlone() {
    FakePower.remove(rig.web1());
    PowerResult result = power().act(RITA, rig.web1(), PowerAction.ON, false);
    assertThat(result).isEqualTo(new PowerResult.NoPower());
    assertThat(PowerText.exit(result)).isEqualTo(ExitCode.FAILED);
    rig.assertWritten(
        EventKind.POWER,
        Outcome.REFUSED,
        atWeb1(RITA, "action", "on", "reason", "this machine has no power control here"));
  }

  @Test
  void powerThatIsWithheldFromPeopleIsNoPower() throws IOException {
    rig.close();
    MachineAddress.Mconsole address = new MachineAddress.Mconsole(dir.resolve("mconsole"));
    PowerAddress withheld = new PowerAddress(address, PowerAddress.WITHHELD);
    rig = ActRig.open(dir, ActRig.entry(dir, BreakPolicy.ALLOW, Optional.of(withheld)));
    assertThat(power().act(ANN, rig.web1(), PowerAction.ON, true))
        .isEqualTo(new PowerResult.NoPower());
    assertThat(rig.power().requests()).isEmpty();
  }

  @Test
  void whileSomebodyElseTypesTheActionIsRefusedUnlessForced() {
    ritaTypes();
    PowerResult busy = power().act(ANN, rig.web1(), PowerAction.RESET, false);
    assertThat(busy).isInstanceOf(PowerResult.SomeoneTypes.class);
    assertThat(PowerText.exit(busy)).isEqualTo(ExitCode.BUSY);
    assertThat(rig.power().requests()).isEmpty();
    rig.assertWritten(
        EventKind.POWER,
        Outcome.BUSY,
        atWeb1(ANN, "action", "reset", "reason", PowerText.line(busy)));
    assertThat(PowerText.exit(power().act(ANN, rig.web1(), PowerAction.RESET, true))).isZero();
    assertThat(PowerText.exit(power().act(RITA, rig.web1(), PowerAction.RESET, false))).isZero();
    assertThat(rig.power().requests()).containsExactly("reset", "reset");
  }

  private void ritaTypes() {
    rig.machine().awaitConnected();
    try (Attachment at = rig.attach(RITA)) {
      rig.acts().keyboard().take(rig.at(RITA), at, false);
      at.type(ByteBuffer.wrap(new byte[] {'x'}));
    }
  }

  @Test
  void everyOutcomeOfTheMachineHasItsWordAndExitCode() {
    answers(new PowerOutcome.AlreadySo(PowerState.of(PowerState.Power.ON)), Outcome.ALREADY, 0);
    answers(new PowerOutcome.NotSeen(Duration.ofSeconds(9), ""), Outcome.UNSEEN, 5);
    answers(new PowerOutcome.Failed("panic"), Outcome.FAILED, 1);
    answers(new PowerOutcome.Refused("no"), Outcome.FAILED, 1);
    answers(new PowerOutcome.Unreachable("no answer"), Outcome.FAILED, 1);
    answers(new PowerOutcome.Busy("off, started 1 s ago"), Outcome.BUSY, 4);
  }

  private void answers(PowerOutcome outcome, Outcome written, int exit) {
    rig.power().answerNext(outcome);
    PowerResult result = power().act(RITA, rig.web1(), PowerAction.ON, false);
    assertThat(result).isEqualTo(new PowerResult.Done(outcome));
    assertThat(PowerText.exit(result)).isEqualTo(exit);
    assertThat(rig.events(EventKind.POWER).getLast())
        .isEqualTo(
            new ActRig.Written(
                written.word(), atWeb1(RITA, "action", "on", "reason", PowerText.line(result))));
  }

  @Test
  void rebootIsASoftPowerOffAndAPowerOn() {
    PowerResult result = power().reboot(RITA, rig.web1(), false, SHORT);
    assertThat(PowerText.exit(result)).isZero();
    assertThat(rig.power().requests()).containsExactly("soft", "on");
    assertThat(rig.events(EventKind.POWER))
        .containsExactly(
            new ActRig.Written("ok", atWeb1(RITA, "action", "soft", "reason", OFF_SEEN)),
            new ActRig.Written("ok", atWeb1(RITA, "action", "on", "reason", ON_SEEN)));
  }

  @Test
  void rebootOfAMachineThatIsOffSwitchesItOn() {
    rig.power().state(PowerState.Power.OFF);
    assertThat(PowerText.exit(power().reboot(RITA, rig.web1(), false, SHORT))).isZero();
    assertThat(rig.power().requests()).containsExactly("on");
  }

  @Test
  void rebootOfAMachineThatDoesNotGoOffEndsThere() {
    rig.power().answerNext(new PowerOutcome.NotSeen(SHORT, ""));
    assertThat(PowerText.exit(power().reboot(RITA, rig.web1(), false, SHORT)))
        .isEqualTo(ExitCode.NOT_SEEN);
    assertThat(rig.power().requests()).containsExactly("soft");
  }

  @Test
  void rebootByAPersonWhoMayOnlyWatchIsRefused() {
    assertThat(power().reboot(WALLY, rig.web1(), true, SHORT))
        .isEqualTo(new PowerResult.NotPermitted());
    assertThat(rig.power().requests()).isEmpty();
  }

  @Test
  void bootNamesTheProfileInTheEvent() {
    PowerResult result = power().boot(RITA, rig.web1(), Optional.of("default"), false, false);
    assertThat(PowerText.exit(result)).isZero();
    assertThat(rig.power().requests()).containsExactly("cycle");
    rig.assertWritten(
        EventKind.POWER,
        Outcome.OK,
        atWeb1(RITA, "action", "boot", "profile", "default", "reason", ON_SEEN));
    assertThat(power().boot(WALLY, rig.web1(), Optional.empty(), false, true))
        .isEqualTo(new PowerResult.NotPermitted());
  }

  @Test
  void autostartStartsAMachineThatIsOffInNobodysName() {
    rig.power().state(PowerState.Power.OFF);
    power().autostart(rig.web1());
    rig.awaitWritten(
        EventKind.POWER, Outcome.OK, web1Fields("action", "autostart", "reason", ON_SEEN));
    assertThat(rig.power().requests()).containsExactly("on");
  }

  @Test
  void autostartThatFailsIsToldAtTheConsole() {
    rig.power().state(PowerState.Power.OFF);
    rig.power().answerNext(new PowerOutcome.Failed("no kernel"));
    power().autostart(rig.web1());
    rig.awaitTold("autostart: failed: no kernel");
    rig.assertWritten(
        EventKind.POWER,
        Outcome.FAILED,
        web1Fields("action", "autostart", "reason", "failed: no kernel"));
  }
}
