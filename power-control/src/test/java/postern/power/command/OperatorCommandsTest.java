package postern.power.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.power.ConsoleEvidence;
import postern.power.Machine;
import postern.power.MachineAddress;
import postern.power.PowerAction;
import postern.power.PowerOutcome;
import postern.power.PowerState;
import postern.power.PowerState.Power;
import postern.power.control.PowerControl;
import postern.power.testing.TestKeeper;

final class OperatorCommandsTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  @TempDir Path dir;

  private static List<String> sh(String script) {
    return List.of("sh", "-c", script);
  }

  private Machine machine(Map<PowerAction, List<String>> commands, Optional<List<String>> status) {
    return PowerControl.start(dir.resolve("keeper"), List.of("false"))
        .machine(new MachineAddress.Commands(commands, status));
  }

  private Machine fileMachine() {
    Path file = dir.resolve("on");
    return machine(
        Map.of(
            PowerAction.ON, List.of("touch", file.toString()),
            PowerAction.OFF, List.of("rm", file.toString())),
        Optional.of(List.of("test", "-e", file.toString())));
  }

  private PowerState stateBy(String script) {
    return machine(Map.of(), Optional.of(sh(script))).state();
  }

  private static PowerOutcome act(Machine machine, PowerAction action) {
    return machine.perform(action, ConsoleEvidence.none(), LIMIT);
  }

  @Test
  void onOffAndCycleAreSeenByTheStatusCommand() {
    Machine machine = fileMachine();
    assertThat(machine.actions())
        .isEqualTo(Set.of(PowerAction.ON, PowerAction.OFF, PowerAction.CYCLE));
    assertThat(act(machine, PowerAction.ON)).isInstanceOf(PowerOutcome.Seen.class);
    assertThat(act(machine, PowerAction.ON)).isInstanceOf(PowerOutcome.AlreadySo.class);
    assertThat(act(machine, PowerAction.CYCLE)).isInstanceOf(PowerOutcome.Seen.class);
    assertThat(dir.resolve("on")).exists();
    assertThat(act(machine, PowerAction.OFF)).isInstanceOf(PowerOutcome.Seen.class);
    assertThat(act(machine, PowerAction.OFF)).isInstanceOf(PowerOutcome.AlreadySo.class);
    assertThat(act(machine, PowerAction.CYCLE)).isInstanceOf(PowerOutcome.Seen.class);
    assertThat(dir.resolve("on")).exists();
  }

  @Test
  void theStateIsTheFirstWordOrTheExitCode() {
    assertThat(stateBy("echo ON extra").power()).isEqualTo(Power.ON);
    assertThat(stateBy("echo off; exit 3").power()).isEqualTo(Power.OFF);
    assertThat(stateBy("echo paused").power()).isEqualTo(Power.PAUSED);
    assertThat(stateBy("echo unknown").power()).isEqualTo(Power.UNKNOWN);
    assertThat(stateBy("exit 0").power()).isEqualTo(Power.ON);
    assertThat(stateBy("echo perhaps; exit 1").power()).isEqualTo(Power.OFF);
    assertThat(stateBy("printf 'a\\nno\\033[2J route\\n' >&2; exit 7").reason())
        .contains("the status command failed, exit code 7: no?[2J route");
  }

  @Test
  void aStatusCommandThatHangsIsUnknownInFiveSecondsWithItsChildrenEnded() throws Exception {
    Path pid = dir.resolve("pid");
    PowerState state = stateBy("sleep 987 & echo $! >" + pid + "; wait");
    assertThat(state.reason()).contains("the status command took longer than 5 s");
    long child = Long.parseLong(Files.readString(pid).strip());
    await().until(() -> !TestKeeper.alive(child));
  }

  @Test
  void endlessOutputOfTheStatusCommandIsDiscarded() {
    PowerState state = stateBy("yes | head -c 20000000; yes >&2 | head -c 20000000; echo; exit 0");
    assertThat(state.power()).isNotNull();
  }

  @Test
  void aFailingCommandIsRefusedWithItsLastLine() {
    Machine machine =
        machine(
            Map.of(PowerAction.ON, sh("echo a; echo no such plug >&2; exit 2")), Optional.empty());
    assertThat(act(machine, PowerAction.ON))
        .isEqualTo(new PowerOutcome.Refused("sh failed, exit code 2: no such plug"));
  }

  @Test
  void aMissingProgramIsUnreachableAndAnUnconfiguredActionIsRefused() {
    Machine machine =
        machine(Map.of(PowerAction.ON, List.of("/no/such/program")), Optional.empty());
    assertThat(act(machine, PowerAction.ON)).isInstanceOf(PowerOutcome.Unreachable.class);
    assertThat(act(machine, PowerAction.NMI))
        .isEqualTo(new PowerOutcome.Refused("this machine's power has no nmi"));
  }

  @Test
  void withoutStatusOnlyTheConsoleCanShowAStart() {
    Machine machine =
        machine(
            Map.of(PowerAction.ON, List.of("true"), PowerAction.OFF, List.of("true")),
            Optional.empty());
    assertThat(machine.perform(PowerAction.ON, new Booting(), LIMIT))
        .isInstanceOfSatisfying(
            PowerOutcome.Seen.class, seen -> assertThat(seen.evidence()).isEqualTo("boot text"));
    assertThat(machine.perform(PowerAction.OFF, new Booting(), Duration.ofSeconds(1)))
        .isInstanceOfSatisfying(
            PowerOutcome.NotSeen.class, not -> assertThat(not.lastLines()).isEqualTo("last line"));
  }

  @Test
  void aSecondActionAtTheSameTimeIsBusy() throws Exception {
    Path go = dir.resolve("go");
    Machine machine =
        machine(
            Map.of(
                PowerAction.ON,
                sh("touch " + dir + "/begun; until test -e " + go + "; do sleep 0.05; done")),
            Optional.empty());
    Thread first = Thread.ofVirtual().start(() -> act(machine, PowerAction.ON));
    await().until(() -> Files.exists(dir.resolve("begun")));
    assertThat(act(machine, PowerAction.ON))
        .isInstanceOfSatisfying(
            PowerOutcome.Busy.class, busy -> assertThat(busy.what()).startsWith("on, started "));
    Files.createFile(go);
    first.join();
  }

  /** A console that always shows a boot. */
  private static final class Booting implements ConsoleEvidence {
    @Override
    public long position() {
      return 5;
    }

    @Override
    public boolean bootSince(long position) {
      return position == 5;
    }

    @Override
    public Optional<String> panicSince(long position) {
      return Optional.empty();
    }

    @Override
    public boolean atPrompt() {
      return false;
    }

    @Override
    public String lastLines(int lines) {
      return "last line";
    }
  }
}
