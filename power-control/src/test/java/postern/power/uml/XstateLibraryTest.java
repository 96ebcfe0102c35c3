package postern.power.uml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.power.Machine;
import postern.power.MachineAddress;
import postern.power.PowerAction;
import postern.power.PowerOutcome;
import postern.power.PowerState.Power;
import postern.power.UmlSettings;
import postern.power.control.PowerControl;
import postern.power.testing.Guests;
import postern.power.testing.TestConsole;
import postern.power.testing.TestKeeper;

/**
 * Runs real User-Mode Linux guests on a host that accepts only a register state of 11,008 bytes, as
 * a CPU with AMX has. A preloaded library simulates that host on any CPU.
 */
@Tag("guest")
final class XstateLibraryTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir Path dir;
  private PowerControl control = PowerControl.start(Path.of("/nowhere"), List.of());

  @BeforeEach
  void start() {
    control = PowerControl.start(dir.resolve("keeper"), TestKeeper.command());
  }

  @AfterEach
  void end() throws IOException {
    control.endKeeper();
    control.close();
  }

  private static void run(ProcessBuilder program) throws Exception {
    Process process = program.inheritIO().start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  /** A script that starts the kernel with the library that simulates the host. */
  private Path onAmxHost(Path kernel) throws Exception {
    Path library = dir.resolve("long-xstate.so");
    Path source = Path.of("src/test/resources/postern/power/uml/long-xstate.c");
    run(new ProcessBuilder("cc", "-shared", "-fPIC", "-O2", "-o", "" + library, "" + source));
    Path started = dir.resolve("kernel");
    Files.writeString(
        started, "#!/bin/sh\nLD_PRELOAD=" + library + " exec '" + kernel + "' \"$@\"\n");
    Files.setPosixFilePermissions(started, PosixFilePermissions.fromString("rwx------"));
    return started;
  }

  /**
   * Builds the kernel.
   *
   * @param library {@code on} or {@code off}
   */
  private Path kernel(String library) throws Exception {
    Path out = dir.resolve("guest " + library);
    ProcessBuilder build = new ProcessBuilder("../guest/uml-kernel.sh", out.toString());
    build.environment().put("UML_XSTATE", library);
    run(build);
    return out.resolve("linux-uml");
  }

  private Machine machine(Path kernel) throws Exception {
    return control.machine(
        new MachineAddress.Uml(
            new UmlSettings(
                "g1",
                kernel,
                Optional.of(Guests.initrd("uml")),
                Optional.empty(),
                "160M",
                "guest.tty=tty0",
                Optional.empty(),
                dir.resolve("uml"),
                dir.resolve("console"))));
  }

  @Test
  void withoutTheLibraryTheGuestPanicsAndTheFailureSaysWhatToDo() throws Exception {
    try (Machine machine = machine(onAmxHost(kernel("off")));
        TestConsole console = new TestConsole(dir.resolve("console"))) {
      PowerOutcome outcome = machine.perform(PowerAction.ON, console, LIMIT);
      assertThat(outcome).isInstanceOf(PowerOutcome.Failed.class);
      assertThat(((PowerOutcome.Failed) outcome).why())
          .contains(
              "userspace - ptrace set fp regs failed, errno = 14",
              "Kernel panic - not syncing: ",
              "uml-xstate.so",
              "operators' manual");
      await().until(() -> machine.state().power() == Power.OFF);
    }
  }

  @Test
  void withTheLibraryTheGuestBootsAndRestarts() throws Exception {
    try (Machine machine = machine(onAmxHost(kernel("on")));
        TestConsole console = new TestConsole(dir.resolve("console"))) {
      assertThat(machine.perform(PowerAction.ON, console, LIMIT))
          .isInstanceOf(PowerOutcome.Seen.class);
      console.logIn(0);
      long reset = console.position();
      assertThat(machine.perform(PowerAction.RESET, console, LIMIT))
          .isInstanceOf(PowerOutcome.Seen.class);
      console.logIn(reset);
    }
  }
}
