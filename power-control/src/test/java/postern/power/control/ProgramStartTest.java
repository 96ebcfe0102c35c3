package postern.power.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.power.ConsoleEvidence;
import postern.power.Machine;
import postern.power.MachineAddress;
import postern.power.PowerAction;
import postern.power.PowerOutcome;
import postern.power.PowerState;
import postern.power.testing.TestKeeper;

/** Starts real programs under a real keeper. */
final class ProgramStartTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path dir;
  private PowerControl control = PowerControl.start(Path.of("/nowhere"), List.of());

  @BeforeEach
  void start() {
    TestKeeper.runInThisProcess(dir.resolve("keeper"));
    control = PowerControl.start(dir.resolve("keeper"), List.of("false"));
  }

  @AfterEach
  void end() throws IOException {
    control.endKeeper();
    control.close();
  }

  private Machine program(String script) {
    return control.machine(
        new MachineAddress.Exec("p1", List.of("sh", "-c", script), dir.resolve("console")));
  }

  private static PowerOutcome act(Machine machine, PowerAction action) {
    return machine.perform(action, ConsoleEvidence.none(), LIMIT);
  }

  private static String failure(PowerOutcome outcome) {
    assertThat(outcome).isInstanceOf(PowerOutcome.Failed.class);
    return ((PowerOutcome.Failed) outcome).why();
  }

  @Test
  void aProgramThatEndsWithinItsFirstSecondsIsAFailedStart() {
    assertThat(failure(act(program("echo no such disk >&2; exit 3"), PowerAction.ON)))
        .contains("exit code 3: no such disk");
    Machine later = program("echo up; sleep 1; echo lost its disk; exit 4");
    assertThat(failure(act(later, PowerAction.CYCLE)))
        .matches("it ended within \\d+ s, exit code 4: lost its disk");
    assertThat(later.state().reason()).contains("exit code 4: lost its disk");
    assertThat(failure(act(program("sleep 1"), PowerAction.ON))).contains("exit code 0");
  }

  @Test
  void aProgramThatRunsForThreeSecondsIsStarted() {
    assertThat(act(program("exec sleep 60"), PowerAction.ON))
        .isInstanceOfSatisfying(
            PowerOutcome.Seen.class,
            seen -> {
              assertThat(seen.evidence()).isEqualTo("process runs");
              assertThat(seen.took()).isGreaterThan(Duration.ofSeconds(3));
            });
  }

  @Test
  void anActionNeedNotWaitUntilAStartIsDecided() throws Exception {
    Path runs = dir.resolve("runs");
    Machine machine = program("echo >" + runs + "; exec sleep 60");
    CompletableFuture<PowerOutcome> on = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> on.complete(act(machine, PowerAction.ON)));
    await().until(() -> Files.exists(runs));
    await().until(() -> !(act(machine, PowerAction.OFF) instanceof PowerOutcome.Busy));
    assertThat(on.get()).isInstanceOf(PowerOutcome.Seen.class);
    assertThat(machine.state().power()).isEqualTo(PowerState.Power.OFF);
  }
}
