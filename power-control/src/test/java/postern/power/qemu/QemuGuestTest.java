package postern.power.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.power.ConsoleEvidence;
import postern.power.Machine;
import postern.power.MachineAddress;
import postern.power.PowerAction;
import postern.power.PowerOutcome;
import postern.power.PowerState.Power;
import postern.power.control.PowerControl;
import postern.power.testing.Guests;
import postern.power.testing.TestConsole;
import postern.power.testing.TestKeeper;

/** Runs a real QEMU guest under a real keeper. */
@Tag("guest")
final class QemuGuestTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir Path dir;
  private PowerControl control = PowerControl.start(Path.of("/nowhere"), List.of());

  @BeforeEach
  void start() {
    control = PowerControl.start(dir.resolve("keeper"), TestKeeper.command());
  }

  @AfterEach
  void endEverything() throws IOException {
    control.endKeeper();
    control.close();
    await().until(() -> hostProcesses() == 0);
  }

  private long hostProcesses() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(dir + "/qmp"))
        .filter(process -> TestKeeper.alive(process.pid()))
        .count();
  }

  private Path console() {
    return dir.resolve("console");
  }

  private Machine machine(String... more) throws Exception {
    Path initrd = Guests.initrd("cloud");
    List<String> words = new ArrayList<>(Guests.qemu(initrd, dir.resolve("qmp")));
    words.addAll(List.of(more));
    return control.machine(
        new MachineAddress.Qemu("q1", words, dir.resolve("qmp"), Optional.of(console())));
  }

  private static String seen(PowerOutcome outcome) {
    assertThat(outcome).isInstanceOf(PowerOutcome.Seen.class);
    return ((PowerOutcome.Seen) outcome).evidence();
  }

  private static String failure(PowerOutcome outcome) {
    assertThat(outcome).isInstanceOf(PowerOutcome.Failed.class);
    return ((PowerOutcome.Failed) outcome).why();
  }

  @Test
  void onResetNmiBreakSoftAndCycleAreSeen() throws Exception {
    try (Machine machine = machine();
        TestConsole console = new TestConsole(console())) {
      assertThat(machine.state().power()).isEqualTo(Power.OFF);
      seen(machine.perform(PowerAction.ON, console, LIMIT));
      console.logIn(0);
      assertThat(console.text()).contains("Linux version");
      seen(machine.perform(PowerAction.NMI, console, LIMIT));
      console.awaitText(0, "NMI received");
      assertThat(machine.sendBreak()).isEmpty();
      console.type("h");
      console.awaitText(0, "sysrq: HELP");
      long reset = console.position();
      assertThat(seen(machine.perform(PowerAction.RESET, console, LIMIT))).isEqualTo("RESET event");
      console.awaitText(reset, "login:");
      seen(machine.perform(PowerAction.SOFT, console, LIMIT));
      await().atMost(LIMIT).until(() -> machine.state().power() == Power.OFF);
      long again = console.position();
      seen(machine.perform(PowerAction.CYCLE, console, LIMIT));
      console.awaitText(again, "login:");
      seen(machine.perform(PowerAction.OFF, console, LIMIT));
      assertThat(machine.state().power()).isEqualTo(Power.OFF);
    }
  }

  @Test
  void aQemuThatWaitsAfterShutdownIsOffAndOnBootsTheGuestAgain() throws Exception {
    try (Machine machine = machine("-no-shutdown");
        TestConsole console = new TestConsole(console())) {
      seen(machine.perform(PowerAction.ON, console, LIMIT));
      console.awaitText(0, "login:");
      seen(machine.perform(PowerAction.SOFT, console, LIMIT));
      await().atMost(LIMIT).until(() -> machine.state().power() == Power.OFF);
      assertThat(hostProcesses()).isEqualTo(1);
      long again = console.position();
      seen(machine.perform(PowerAction.ON, console, LIMIT));
      console.awaitText(again, "login:");
      long cycle = console.position();
      seen(machine.perform(PowerAction.CYCLE, console, LIMIT));
      console.awaitText(cycle, "login:");
    }
  }

  @Test
  void aKilledQemuIsOffWithTheReason() throws Exception {
    try (Machine machine = machine();
        TestConsole console = new TestConsole(console())) {
      seen(machine.perform(PowerAction.ON, console, LIMIT));
      ProcessHandle.allProcesses()
          .filter(p -> p.info().commandLine().orElse("").contains(dir + "/qmp"))
          .forEach(ProcessHandle::destroyForcibly);
      await().until(() -> machine.state().power() == Power.OFF);
      assertThat(machine.state().reason().orElse("")).startsWith("signal 9");
      seen(machine.perform(PowerAction.ON, console, LIMIT));
    }
  }

  @Test
  void aWrongCommandLineFailsWithTheMessageOfQemu() throws Exception {
    try (Machine machine = machine("-no-such-option")) {
      assertThat(failure(machine.perform(PowerAction.ON, ConsoleEvidence.none(), LIMIT)))
          .contains("-no-such-option");
    }
  }

  /** Shows the firmware and the decompression of the kernel too, so that a slow boot has output. */
  private Machine withoutInit(String panic) throws Exception {
    String append = "console=ttyS0 earlyprintk=ttyS0 init=/no rdinit=/no panic=" + panic;
    return machine("-machine", "graphics=off", "-append", append);
  }

  @Test
  void aKernelThatPanicsAndHaltsFailsWithItsMessage() throws Exception {
    try (Machine machine = withoutInit("0");
        TestConsole console = new TestConsole(console())) {
      assertThat(failure(machine.perform(PowerAction.ON, console, LIMIT)))
          .contains("the kernel panicked: ", "Kernel panic - not syncing: ");
      assertThat(machine.state().power()).isEqualTo(Power.ON);
      assertThat(failure(machine.perform(PowerAction.RESET, console, LIMIT)))
          .contains("Kernel panic - not syncing: ");
    }
  }

  @Test
  void aKernelThatPanicsAndRestartsForEverIsAFailedStart() throws Exception {
    try (Machine machine = withoutInit("-1");
        TestConsole console = new TestConsole(console())) {
      assertThat(failure(machine.perform(PowerAction.ON, console, LIMIT)))
          .contains("Kernel panic - not syncing: ");
    }
  }
}
