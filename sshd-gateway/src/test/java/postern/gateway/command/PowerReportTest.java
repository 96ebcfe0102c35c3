package postern.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import postern.gateway.act.PowerResult;
import postern.power.PowerOutcome;

final class PowerReportTest {
  private static final PowerResult SEEN =
      new PowerResult.Done(new PowerOutcome.Seen("the state is on", Duration.ofMillis(1500)));
  private static final PowerResult NOT_SEEN =
      new PowerResult.Done(
          new PowerOutcome.NotSeen(Duration.ofMinutes(2), "last but one\r\n\u001b[31mlast\r\n"));

  private final MemoryOutput out = new MemoryOutput();

  @Test
  void successIsALineOfOutput() {
    assertThat(PowerReport.write("web1", SEEN, out)).isZero();
    assertThat(out.lines).containsExactly("web1: done, the state is on, 1.5 s");
    assertThat(out.errors).isEmpty();
  }

  @Test
  void failureIsAnErrorFollowedByTheLastLinesOfTheConsole() {
    assertThat(PowerReport.write("web1", NOT_SEEN, out)).isEqualTo(5);
    assertThat(out.lines).isEmpty();
    assertThat(out.errors)
        .hasSize(4)
        .startsWith(
            "postern: web1: asked for, but not seen within 120 s",
            "the console's last lines:",
            "  last but one");
    assertThat(out.errors.getLast()).endsWith("last").doesNotContainPattern("\\p{Cntrl}");
  }

  @Test
  void listHasARowForEachResultAndAFailureIsAnErrorToo() {
    ListWriter list =
        ListWriter.of(
            new Arguments(List.of("--csv"), Clock.systemUTC()),
            out,
            "machine",
            "action",
            "outcome",
            "reason");
    assertThat(PowerReport.write("web1", SEEN, out, list, "web1", "on")).isZero();
    assertThat(PowerReport.write("web1", new PowerResult.NoPower(), out, list, "web1", "off"))
        .isEqualTo(1);
    assertThat(out.lines)
        .containsExactly(
            "web1,on,ok,\"done, the state is on, 1.5 s\"",
            "web1,off,refused,this machine has no power control here");
    assertThat(out.errors).containsExactly("postern: web1: this machine has no power control here");
  }

  @Test
  void tableFormIsText() {
    ListWriter list =
        ListWriter.of(new Arguments(List.of(), Clock.systemUTC()), out, "machine", "outcome");
    assertThat(PowerReport.write("web1", SEEN, out, list, "web1")).isZero();
    assertThat(out.lines).hasSize(1).first().asString().startsWith("web1: done, ");
  }
}
