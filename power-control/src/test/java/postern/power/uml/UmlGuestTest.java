package postern.power.uml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.power.ConsoleEvidence;
import postern.power.KeeperNotice;
import postern.power.Machine;
import postern.power.MachineAddress;
import postern.power.PowerAction;
import postern.power.PowerOutcome;
import postern.power.PowerState.Power;
import postern.power.UmlSettings;
import postern.power.control.PowerControl;
import postern.power.posix.Posix;
import postern.power.testing.Guests;
import postern.power.testing.TestConsole;
import postern.power.testing.TestKeeper;

/** Runs a real User-Mode Linux guest under a real keeper. */
@Tag("guest")
final class UmlGuestTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path dir;
  private PowerControl control = PowerControl.start(Path.of("/nowhere"), List.of());
  private final List<KeeperNotice> notices = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() {
    control = PowerControl.start(dir.resolve("keeper"), TestKeeper.command());
    control.listen(notices::add);
  }

  @AfterEach
  void endEverything() throws IOException {
    control.endKeeper();
    control.close();
    await().until(() -> hostProcesses() == 0);
  }

  private Path console() {
    return dir.resolve("console");
  }

  private UmlSettings settings(String append) throws Exception {
    Path initrd = Guests.initrd("uml");
    return new UmlSettings(
        "g1",
        Guests.kernelForUml(),
        Optional.of(initrd),
        Optional.empty(),
        "160M",
        append,
        Optional.empty(),
        dir.resolve("uml"),
        console());
  }

  private Machine machine() throws Exception {
    return control.machine(new MachineAddress.Uml(settings("guest.tty=tty0 guest.host=g1")));
  }

  /** The number of host processes of the guest, which has several. */
  private long hostProcesses() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains("uml_dir=" + dir))
        .filter(process -> TestKeeper.alive(process.pid()))
        .count();
  }

  private static PowerOutcome.Seen seen(PowerOutcome outcome) {
    assertThat(outcome).isInstanceOf(PowerOutcome.Seen.class);
    return (PowerOutcome.Seen) outcome;
  }

  private static String failure(PowerOutcome outcome) {
    assertThat(outcome).isInstanceOf(PowerOutcome.Failed.class);
    return ((PowerOutcome.Failed) outcome).why();
  }

  @Test
  void onShowsTheBootFromItsFirstLineAndOffEndsEveryProcess() throws Exception {
    try (Machine machine = machine();
        TestConsole console = new TestConsole(console())) {
      assertThat(machine.state().power()).isEqualTo(Power.OFF);
      seen(machine.perform(PowerAction.ON, console, LIMIT));
      assertThat(machine.state().power()).isEqualTo(Power.ON);
      assertThat(machine.perform(PowerAction.ON, console, LIMIT))
          .isInstanceOf(PowerOutcome.AlreadySo.class);
      console.logIn(0);
      assertThat(console.text()).contains("Linux version");
      seen(machine.perform(PowerAction.OFF, console, LIMIT));
      assertThat(machine.state().power()).isEqualTo(Power.OFF);
      assertThat(machine.perform(PowerAction.OFF, console, LIMIT))
          .isInstanceOf(PowerOutcome.AlreadySo.class);
      assertThat(machine.perform(PowerAction.RESET, console, LIMIT))
          .isInstanceOf(PowerOutcome.Refused.class);
      await().until(() -> hostProcesses() == 0);
    }
  }

  @Test
  void resetCycleAndSoftAreSeenAndEachBootIsShown() throws Exception {
    try (Machine machine = machine();
        TestConsole console = new TestConsole(console())) {
      seen(machine.perform(PowerAction.CYCLE, console, LIMIT));
      console.awaitText(0, "login:");
      long reset = console.position();
      seen(machine.perform(PowerAction.RESET, console, LIMIT));
      console.awaitText(reset, "Linux version");
      console.awaitText(reset, "login:");
      long cycle = console.position();
      seen(machine.perform(PowerAction.CYCLE, console, LIMIT));
      console.awaitText(cycle, "Linux version");
      console.awaitText(cycle, "login:");
      seen(machine.perform(PowerAction.SOFT, console, LIMIT));
      assertThat(machine.state().power()).isEqualTo(Power.OFF);
      assertThat(machine.state().reason()).contains("exit code 0");
    }
  }

  @Test
  void sysRqByTheControlSocketShowsOnTheConsole() throws Exception {
    try (Machine machine = machine();
        TestConsole console = new TestConsole(console())) {
      seen(machine.perform(PowerAction.ON, console, LIMIT));
      console.logIn(0);
      long asked = console.position();
      assertThat(machine.sendSysRq('m')).isEmpty();
      console.awaitText(asked, "Mem-Info:\r\n");
      assertThat(console.text()).doesNotContainPattern("[^\r]\n");
    }
  }

  @Test
  void aKilledGuestIsReportedEndsWhollyAndStartsAgainUnderItsName() throws Exception {
    try (Machine machine = machine();
        TestConsole console = new TestConsole(console())) {
      seen(machine.perform(PowerAction.ON, console, LIMIT));
      long first =
          ProcessHandle.allProcesses()
              .filter(p -> p.info().commandLine().orElse("").contains("linux.uml mem="))
              .filter(p -> p.info().commandLine().orElse("").contains("uml_dir=" + dir))
              .filter(p -> !p.info().command().orElse("").contains("unshare"))
              .mapToLong(ProcessHandle::pid)
              .min()
              .orElseThrow();
      Posix.kill(first, Posix.SIGKILL);
      await().until(() -> !notices.isEmpty());
      assertThat(notices.getFirst()).isInstanceOf(KeeperNotice.Ended.class);
      assertThat(machine.state().power()).isEqualTo(Power.OFF);
      await().until(() -> hostProcesses() == 0);
      assertThat(dir.resolve("uml/g1/mconsole")).exists(); // the killed guest did not remove it
      long again = console.position();
      seen(machine.perform(PowerAction.ON, console, LIMIT));
      console.awaitText(again, "login:");
      assertThat(Files.readAllLines(dir.resolve("uml/g1/pid"))).isNotEmpty();
    }
  }

  @Test
  void theGuestOutlivesTheGatewayAndTheNextGatewayGetsItsConsole() throws Exception {
    try (TestConsole console = new TestConsole(console())) {
      seen(machine().perform(PowerAction.ON, console, LIMIT));
      console.awaitText(0, "login:");
    }
    control.close();
    start();
    try (Machine machine = machine();
        TestConsole console = new TestConsole(console())) {
      assertThat(machine.state().power()).isEqualTo(Power.ON);
      await()
          .atMost(LIMIT)
          .until(() -> {
            console.type("\n");
            return console.text().contains("login:");
          });
    }
  }

  @Test
  void aGuestThatCannotBootFailsWithItsLastLine() throws Exception {
    try (Machine machine = control.machine(new MachineAddress.Uml(settings("mem=1K")))) {
      assertThat(failure(machine.perform(PowerAction.ON, ConsoleEvidence.none(), LIMIT)))
          .contains("it ended", "exit code 1: Too few physical memory!");
    }
  }

  @Test
  void aKernelThatPanicsFailsWithItsMessageAndIsOff() throws Exception {
    try (Machine machine =
            control.machine(new MachineAddress.Uml(settings("init=/no rdinit=/no")));
        TestConsole console = new TestConsole(console())) {
      for (ConsoleEvidence seen : List.of(console, ConsoleEvidence.none())) {
        assertThat(failure(machine.perform(PowerAction.ON, seen, LIMIT)))
            .contains("Kernel panic - not syncing: ");
        await().until(() -> machine.state().power() == Power.OFF);
        assertThat(machine.state().reason().orElse("")).contains("Kernel panic - not syncing: ");
        assertThat(hostProcesses()).isZero();
      }
    }
  }

  @Test
  void killingTheKeeperEndsTheGuestAndTheNextStartHasANewKeeper() throws Exception {
    try (Machine machine = machine();
        TestConsole console = new TestConsole(console())) {
      seen(machine.perform(PowerAction.ON, console, LIMIT));
      long keeper = Long.parseLong(Files.readString(dir.resolve("keeper/keeper.pid")).strip());
      Posix.kill(keeper, Posix.SIGKILL);
      await().until(() -> notices.contains(new KeeperNotice.KeeperLost("it hung up")));
      await().until(() -> hostProcesses() == 0);
      assertThat(machine.state().power()).isEqualTo(Power.OFF);
      long again = console.position();
      seen(machine.perform(PowerAction.ON, console, LIMIT));
      console.awaitText(again, "login:");
    }
  }

  @Test
  void aGuestThatPosternDoesNotStartIsControlledThroughItsSocketOnly() throws Exception {
    try (Machine own = machine();
        Machine foreign =
            control.machine(new MachineAddress.Mconsole(dir.resolve("uml/g1/mconsole")));
        TestConsole console = new TestConsole(console())) {
      assertThat(foreign.state().power()).isEqualTo(Power.OFF);
      assertThat(foreign.perform(PowerAction.ON, console, LIMIT))
          .isInstanceOf(PowerOutcome.Unreachable.class);
      seen(own.perform(PowerAction.ON, console, LIMIT));
      console.awaitText(0, "login:");
      assertThat(foreign.state().power()).isEqualTo(Power.ON);
      seen(foreign.perform(PowerAction.RESET, console, LIMIT));
      seen(foreign.perform(PowerAction.OFF, console, LIMIT));
      assertThat(foreign.state().power()).isEqualTo(Power.OFF);
    }
  }
}
