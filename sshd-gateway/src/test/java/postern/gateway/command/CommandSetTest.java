package postern.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CommandSetTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private final MemoryOutput out = new MemoryOutput();
  private final CommandSet<String> commands =
      new CommandSet<>("ssh web1@host", " (no shell here)", clock, List.of(new Echo()));

  @Test
  void runsTheCommandWithItsArguments() throws Exception {
    assertThat(commands.run("web1", "echo --times=2 'a b'", out)).isEqualTo(7);
    assertThat(out.lines).containsExactly("web1 a b", "web1 a b");
    assertThat(out.errors).isEmpty();
  }

  @Test
  void helpDescribesAllCommandsAndEachOne() throws Exception {
    for (String line : List.of("", "help", "--help")) {
      out.lines.clear();
      assertThat(commands.run("web1", line, out)).isZero();
      assertThat(out.lines).anyMatch(l -> l.contains("echo [--times N] TEXT  repeats the text"));
    }
    out.lines.clear();
    assertThat(commands.run("web1", "echo --times --help", out)).isZero();
    assertThat(out.lines).first().isEqualTo("usage: ssh web1@host echo [--times N] TEXT");
    out.lines.clear();
    assertThat(commands.run("web1", "echo -- --help", out)).isEqualTo(7);
    assertThat(out.lines).containsExactly("web1 --help");
  }

  @Test
  void wrongUseExitsWith2AndOneCleanLine() throws Exception {
    for (String line :
        List.of(
            "uptime",
            "'\u001b[2J\r\n'",
            "echo",
            "echo a b",
            "echo --tim 3 a",
            "echo --times x a",
            "echo --times 99 a",
            "echo --times",
            "echo --times --x a",
            "echo --times 1 --times 2 a",
            "echo '--\u001b]0;x\u0007'",
            "echo 'a")) {
      out.errors.clear();
      assertThat(commands.run("web1", line, out)).as(line).isEqualTo(2);
      assertThat(out.errors).as(line).hasSize(1);
      assertThat(out.errors.getFirst()).startsWith("postern: ").doesNotContainPattern("\\p{Cntrl}");
    }
    assertThat(out.lines).isEmpty();
  }

  @Test
  void wrongUseMessageSaysWhatWouldBeRight() throws Exception {
    commands.run("web1", "echo --times 99 a", out);
    commands.run("web1", "echo --times 1 --times 2 a", out);
    commands.run("web1", "uptime", out);
    assertThat(out.errors)
        .containsExactly(
            "postern: --times must be a whole number from 1 to 9, not 99; usage: echo [--times N]"
                + " TEXT",
            "postern: --times is given twice; usage: echo [--times N] TEXT",
            "postern: unknown command uptime (no shell here); commands are echo");
  }

  @Test
  void timesArePointsInTimeDatesOrAges() {
    assertThat(instant("10m")).isEqualTo(NOW.minus(Duration.ofMinutes(10)));
    assertThat(instant("2026-01-31")).isEqualTo(Instant.parse("2026-01-31T00:00:00Z"));
    assertThat(instant("2026-01-31T10:00:00+02:00")).isEqualTo("2026-01-31T08:00:00Z");
    for (String wrong :
        List.of("", "now", "10", "2026-13-01", "99999999999d", "-1h", "tomorrow!")) {
      assertThatThrownBy(() -> instant(wrong))
          .as(wrong)
          .isInstanceOf(UsageFault.class)
          .hasMessageContaining("--since must be a time such as");
    }
  }

  private Instant instant(String text) {
    return new Arguments(List.of("--since", text), clock).instant("--since").orElseThrow();
  }

  private static final class Echo implements Command<String> {
    @Override
    public String name() {
      return "echo";
    }

    @Override
    public String usage() {
      return "[--times N] TEXT";
    }

    @Override
    public String about() {
      return "repeats the text";
    }

    @Override
    public int run(String context, Arguments arguments, CommandOutput out) {
      int times = arguments.number("--times", 1, 9).orElse(1);
      String text = arguments.rest(1, 1).getFirst();
      for (int i = 0; i < times; i++) {
        out.line(context + " " + text);
      }
      return 7;
    }
  }
}
