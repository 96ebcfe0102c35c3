package postern.power.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import postern.power.ConsoleEvidence;
import postern.power.KernelPanic;
import postern.power.PowerAction;
import postern.power.PowerState;
import postern.power.backend.Backend;
import postern.power.control.StartupCheck.Verdict;

/** Uses a clock that the test sets. */
final class StartupCheckTest {
  private static final Verdict UNDECIDED = new Verdict.Undecided();
  private static final Verdict UP = new Verdict.Up();

  private final Shown console = new Shown();
  private Optional<String> stopped = Optional.empty();
  private long nanos;

  private final StartupCheck check = new StartupCheck(new Started(), console, 0, () -> nanos);

  private Verdict after(Duration time) {
    nanos += time.toNanos();
    return check.check();
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  @Test
  void aPanicFailsTheStartWithTheKernelsMessageAndTheAdvice() {
    console.says("Linux version 6\n");
    assertThat(after(ms(100))).isEqualTo(UNDECIDED);
    console.says("ptrace failed\nKernel panic - not syncing: no init\ntrace\n");
    assertThat(after(ms(100)))
        .isEqualTo(
            new Verdict.Failed(
                "the kernel panicked: ptrace failed; Kernel panic - not syncing: no init;"
                    + " advice for it"));
  }

  @Test
  void aStopFailsTheStartWithTheReasonOfTheBackend() {
    assertThat(after(ms(1900))).isEqualTo(UNDECIDED);
    stopped = Optional.of("exit code 1: no such disk");
    assertThat(after(ms(500)))
        .isEqualTo(new Verdict.Failed("it ended within 3 s, exit code 1: no such disk"));
  }

  @Test
  void aPromptThatNothingFollowsMeansUp() {
    console.says("Linux version 6\nweb1 login: ");
    assertThat(after(ms(100))).isEqualTo(UNDECIDED);
    assertThat(after(ms(600))).isEqualTo(UP);
  }

  @Test
  void aSilentMachineIsUpAfterTheSettlingTime() {
    assertThat(after(ms(2900))).isEqualTo(UNDECIDED);
    assertThat(after(ms(200))).isEqualTo(UP);
  }

  @Test
  void aBootIsWatchedUntilTheConsoleWasQuietForFiveSeconds() {
    console.says("Linux version 6\n");
    assertThat(after(ms(100))).isEqualTo(UNDECIDED);
    assertThat(after(ms(4500))).isEqualTo(UNDECIDED);
    console.says("more\n");
    assertThat(after(ms(100))).isEqualTo(UNDECIDED);
    assertThat(after(ms(4900))).isEqualTo(UNDECIDED);
    assertThat(after(ms(200))).isEqualTo(UP);
  }

  @Test
  void aBootWithContinuousOutputIsUpAfterFifteenSeconds() {
    Verdict verdict = UNDECIDED;
    console.says("Linux version 6\n");
    while (nanos < Duration.ofSeconds(14).toNanos()) {
      assertThat(verdict).isEqualTo(UNDECIDED);
      console.says("line\n");
      verdict = after(ms(500));
    }
    assertThat(after(ms(1500))).isEqualTo(UP);
  }

  @Test
  void aPromptFromBeforeTheStartIsIgnored() {
    Shown before = new Shown();
    before.says("web1 login: ");
    StartupCheck fresh = new StartupCheck(new Started(), before, before.position(), () -> nanos);
    nanos += ms(1000).toNanos();
    assertThat(fresh.check()).isEqualTo(UNDECIDED);
  }

  private final class Started implements Backend {
    @Override
    public PowerState state() {
      return PowerState.of(PowerState.Power.ON);
    }

    @Override
    public Optional<String> stopped() {
      return stopped;
    }

    @Override
    public Optional<String> advice(String failure) {
      return failure.contains("ptrace failed") ? Optional.of("advice for it") : Optional.empty();
    }

    @Override
    public Set<PowerAction> actions() {
      return Set.of(PowerAction.ON);
    }

    @Override
    public Answer request(PowerAction action, PowerState before) {
      return new Answer.Accepted(Evidence.of(() -> new Observation.Starting("test")));
    }

    @Override
    public Duration settlingTime() {
      return Duration.ofSeconds(3);
    }

    @Override
    public Optional<String> sendBreak() {
      return Optional.of("no break");
    }

    @Override
    public Optional<String> sendSysRq(char key) {
      return Optional.of("no SysRq");
    }

    @Override
    public long bytesLost() {
      return 0;
    }
  }

  private static final class Shown implements ConsoleEvidence {
    private final StringBuilder said = new StringBuilder();

    void says(String text) {
      said.append(text);
    }

    @Override
    public long position() {
      return said.length();
    }

    @Override
    public boolean bootSince(long position) {
      return said.indexOf("Linux version", (int) position) >= 0;
    }

    @Override
    public Optional<String> panicSince(long position) {
      return KernelPanic.in(said.substring((int) position));
    }

    @Override
    public boolean atPrompt() {
      return said.toString().endsWith("login: ");
    }

    @Override
    public String lastLines(int lines) {
      return "";
    }
  }
}
