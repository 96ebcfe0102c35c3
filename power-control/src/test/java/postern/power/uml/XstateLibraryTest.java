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
 * Real guests of User-Mode Linux on a host that takes only a register state of 11,008 bytes, as one
 * with AMX does. A preloaded library plays that host on any CPU.
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

  /** The host's library comes behind the one that the kernel is started with. */
  private Path onThatHost(Path kernel) throws Exception {
    Path library = dir.resolve("long-xstate.so");
    Path source = Path.of("src/test/resources/postern/power/uml/long-xstate.c");
    run(new ProcessBuilder("cc", "-shared", "-fPIC", "-O2", "-o", "" + library, "" + source));
    Path started = dir.resolve("kernel");
    Files.writeString(
        started, "#!/bin/sh\nLD_PRELOAD=" + library + " exec '" + kernel + "' \"$@\"\n");
    Files.setPosixFilePermissions(started, PosixFilePermissions.fromString("rwx------"));
    return started;
  }

  /** As the guests' build makes it where {@code cure} is on or off. */
  private Path kernel(String cure) throws Exception {
    Path out = dir.resolve("guest " + cure);
    ProcessBuilder build = new ProcessBuilder("../guest/uml-kernel.sh", out.toString());
    build.environment().put("UML_XSTATE", cure);
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
  void aGuestWithoutTheLibraryPanicsAndItsStartSaysWhatToDo() throws Exception {
    try (Machine machine = machine(onThatHost(kernel("off")));
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
  void withTheLibraryItBootsToItsLoginAndAgainAfterAReset() throws Exception {
    try (Machine machine = machine(onThatHost(kernel("on")));
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
