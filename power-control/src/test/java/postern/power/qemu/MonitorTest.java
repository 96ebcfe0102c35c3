package postern.power.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
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
import postern.power.testing.FakeServer;
import postern.power.testing.TestSocket;

/** Uses a real QEMU without a guest, and fake servers with wrong answers. */
final class MonitorTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @TempDir Path dir;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endProcesses() {
    started.forEach(Process::destroyForcibly);
  }

  private Path socket() {
    return dir.resolve("qmp");
  }

  private Process qemu(String... more) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of("qemu-system-x86_64", "-accel", "tcg", "-nodefaults", "-display", "none"));
    words.addAll(List.of("-qmp", "unix:" + socket() + ",server=on,wait=off"));
    words.addAll(List.of(more));
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("qemu.log").toFile())
            .start();
    started.add(process);
    await().until(() -> Files.exists(socket()));
    return process;
  }

  private Machine machine() {
    return PowerControl.start(dir.resolve("keeper"), List.of("false"))
        .machine(new MachineAddress.Qmp(socket()));
  }

  private static PowerOutcome act(Machine machine, PowerAction action) {
    return machine.perform(action, ConsoleEvidence.none(), LIMIT);
  }

  private static String evidence(PowerOutcome outcome) {
    assertThat(outcome).isInstanceOf(PowerOutcome.Seen.class);
    return ((PowerOutcome.Seen) outcome).evidence();
  }

  @Test
  void everyStateOfARealQemuIsReported() throws Exception {
    assertThat(machine().state().power()).isEqualTo(Power.OFF);
    Process qemu = qemu("-M", "none", "-S");
    Machine machine = machine();
    await().until(() -> machine.state().power() == Power.PAUSED);
    assertThat(machine.state().reason()).contains("prelaunch");
    assertThat(evidence(act(machine, PowerAction.ON))).isEqualTo("state is on");
    assertThat(act(machine, PowerAction.ON)).isInstanceOf(PowerOutcome.AlreadySo.class);
    assertThat(machine.state().since()).isPresent();
    qemu.destroyForcibly().waitFor();
    PowerState off = machine.state();
    assertThat(off.power()).isEqualTo(Power.OFF);
    assertThat(off.reason().orElse("")).contains("QEMU is not running");
  }

  @Test
  void resetIsSeenByItsEventAndOffByTheEndOfQemu() throws Exception {
    Process qemu = qemu("-M", "none");
    Machine machine = machine();
    await().until(() -> machine.state().power() == Power.ON);
    assertThat(evidence(act(machine, PowerAction.RESET))).isEqualTo("RESET event");
    assertThat(evidence(act(machine, PowerAction.OFF))).isEqualTo("state is off");
    assertThat(qemu.waitFor()).isZero();
    assertThat(act(machine, PowerAction.ON)).isInstanceOf(PowerOutcome.Unreachable.class);
    assertThat(act(machine, PowerAction.RESET)).isInstanceOf(PowerOutcome.Refused.class);
    assertThat(act(machine, PowerAction.OFF)).isInstanceOf(PowerOutcome.AlreadySo.class);
  }

  @Test
  void aRefusalIsReportedWithTheMessageOfQemu() throws Exception {
    qemu("-M", "none");
    Machine machine = machine();
    await().until(() -> machine.state().power() == Power.ON);
    assertThat(act(machine, PowerAction.NMI))
        .isEqualTo(
            new PowerOutcome.Refused(
                "QEMU refuses: this feature or command is not currently supported"));
    assertThat(machine.sendBreak()).isPresent();
  }

  @Test
  void aGuestThatIgnoresTheButtonIsNotReportedAsOff() throws Exception {
    qemu("-M", "pc");
    Machine machine = machine();
    await().until(() -> machine.state().power() == Power.ON);
    PowerOutcome outcome =
        machine.perform(PowerAction.SOFT, ConsoleEvidence.none(), Duration.ofSeconds(1));
    assertThat(outcome).isInstanceOf(PowerOutcome.NotSeen.class);
  }

  @Test
  void aBreakIsSentToTheSerialLine() throws Exception {
    qemu("-M", "pc", "-S", "-chardev", "null,id=con", "-serial", "chardev:con");
    await().until(() -> machine().state().power() == Power.PAUSED);
    assertThat(machine().sendBreak()).isEmpty();
  }

  @Test
  void concurrentRequestsShareOneMonitorConnection() throws Exception {
    qemu("-M", "none");
    Machine machine = machine();
    await().until(() -> machine.state().power() == Power.ON);
    List<Thread> askers = new ArrayList<>();
    List<Power> answers = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 40; i++) {
      askers.add(Thread.ofVirtual().start(() -> answers.add(machine.state().power())));
    }
    for (Thread asker : askers) {
      asker.join();
    }
    assertThat(answers).hasSize(40).containsOnly(Power.ON);
  }

  @Test
  void aMonitorInUseByAnotherProgramIsUnknownWithinFiveSeconds() throws Exception {
    qemu("-M", "none");
    await().until(() -> machine().state().power() == Power.ON);
    try (TestSocket holder = TestSocket.connect(socket())) {
      holder.readUntil("\n");
      long start = System.nanoTime();
      PowerState state = machine().state();
      assertThat(state.power()).isEqualTo(Power.UNKNOWN);
      assertThat(state.reason().orElse("")).contains("another program may hold the monitor");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  @Tag("long")
  void hostileAnswersMakeTheStateUnknown() throws Exception {
    String greeting = "{\"QMP\":{}}\n";
    for (String hostile :
        List.of(
            "",
            "hello\n",
            "[]\n",
            "{\"QMP\":\n",
            greeting,
            greeting + "{\"id\":1,\"return\":[]}\n{\"id\":2,\"return\":{\"status\":7}}\n",
            greeting + "{\"id\":1,\"error\":{\"desc\":\"\\u001b[2J\\nno\"}}\n",
            greeting + "{\"a\":".repeat(5000) + "\n",
            greeting + "{\"event\":\"X\"}\n".repeat(10_000),
            "x".repeat(3_000_000))) {
      try (FakeServer server = FakeServer.sending(socket(), hostile)) {
        PowerState state = machine().state();
        assertThat(state.power()).isEqualTo(Power.UNKNOWN);
        assertThat(state.reason().orElse("")).matches("[ -~]+");
        assertThat(server.path()).exists();
      }
    }
  }

  @Test
  void aMistypedDirectoryIsUnknownNotOff() {
    Machine machine =
        PowerControl.start(dir, List.of("false"))
            .machine(new MachineAddress.Qmp(dir.resolve("no/such/qmp")));
    assertThat(machine.state().power()).isEqualTo(Power.UNKNOWN);
    assertThat(machine.state().reason().orElse("")).contains("no such directory");
  }
}
