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
import postern.power.control.StartWatch.Verdict;

/** What becomes of a start, by a clock of the test's own. */
final class StartWatchTest {
  private static final Verdict UNCLEAR = new Verdict.Unclear();
  private static final Verdict UP = new Verdict.Up();

  private final Shown console = new Shown();
  private Optional<String> stopped = Optional.empty();
  private long nanos;

  private final StartWatch watch = new StartWatch(new Started(), console, 0, () -> nanos);

  private Verdict after(Duration time) {
    nanos += time.toNanos();
    return watch.look();
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  @Test
  void aPanicFailsItWithTheKernelsWordsAndTheAdvice() {
    console.says("Linux version 6\n");
    assertThat(after(ms(100))).isEqualTo(UNCLEAR);
    console.says("ptrace failed\nKernel panic - not syncing: no init\ntrace\n");
    assertThat(after(ms(100)))
        .isEqualTo(
            new Verdict.Failed(
                "the kernel panicked: ptrace failed; Kernel panic - not syncing: no init;"
                    + " advice for it"));
  }

  @Test
  void anEndFailsItWithWhatTheBackendSays() {
    assertThat(after(ms(1900))).isEqualTo(UNCLEAR);
    stopped = Optional.of("exit code 1: no such disk");
    assertThat(after(ms(500)))
        .isEqualTo(new Verdict.Failed("it ended within 3 s, exit code 1: no such disk"));
  }

  @Test
  void aPromptEndsTheWatchAsSoonAsNothingFollowsIt() {
    console.says("Linux version 6\nweb1 login: ");
    assertThat(after(ms(100))).isEqualTo(UNCLEAR);
    assertThat(after(ms(600))).isEqualTo(UP);
  }

  @Test
  void aSilentMachineIsUpOnceItHasLivedOn() {
    assertThat(after(ms(2900))).isEqualTo(UNCLEAR);
    assertThat(after(ms(200))).isEqualTo(UP);
  }

  @Test
  void aBootThatPausesIsWatchedUntilItWasQuietForFiveSeconds() {
    console.says("Linux version 6\n");
    assertThat(after(ms(100))).isEqualTo(UNCLEAR);
    assertThat(after(ms(4500))).isEqualTo(UNCLEAR);
    console.says("more\n");
    assertThat(after(ms(100))).isEqualTo(UNCLEAR);
    assertThat(after(ms(4900))).isEqualTo(UNCLEAR);
    assertThat(after(ms(200))).isEqualTo(UP);
  }

  @Test
  void aBootThatTalksOnIsUpAfterFifteenSeconds() {
    Verdict verdict = UNCLEAR;
    console.says("Linux version 6\n");
    while (nanos < Duration.ofSeconds(14).toNanos()) {
      assertThat(verdict).isEqualTo(UNCLEAR);
      console.says("line\n");
      verdict = after(ms(500));
    }
    assertThat(after(ms(1500))).isEqualTo(UP);
  }

  @Test
  void aPromptFromBeforeTheStartTellsNothing() {
    Shown before = new Shown();
    before.says("web1 login: ");
    StartWatch fresh = new StartWatch(new Started(), before, before.here(), () -> nanos);
    nanos += ms(1000).toNanos();
    assertThat(fresh.look()).isEqualTo(UNCLEAR);
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
    public Optional<String> advice(String said) {
      return said.contains("ptrace failed") ? Optional.of("advice for it") : Optional.empty();
    }

    @Override
    public Set<PowerAction> actions() {
      return Set.of(PowerAction.ON);
    }

    @Override
    public Answer begin(PowerAction action, PowerState before) {
      return new Answer.Taken(() -> new Sight.Starts("test"));
    }
  }

  private static final class Shown implements ConsoleEvidence {
    private final StringBuilder said = new StringBuilder();

    void says(String text) {
      said.append(text);
    }

    @Override
    public long here() {
      return said.length();
    }

    @Override
    public boolean bootSince(long point) {
      return said.indexOf("Linux version", (int) point) >= 0;
    }

    @Override
    public Optional<String> panicSince(long point) {
      return KernelPanic.in(said.substring((int) point));
    }

    @Override
    public boolean prompts() {
      return said.toString().endsWith("login: ");
    }

    @Override
    public String lastLines(int lines) {
      return "";
    }
  }
}
