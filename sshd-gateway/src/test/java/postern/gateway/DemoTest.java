package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;

/** The demo by its own options, from this checkout. */
@Tag("guest")
@Timeout(300)
final class DemoTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path dir;

  @AfterEach
  void end() {
    demo("--stop");
  }

  @Test
  void aDetachedDemoSaysHowToComeInAndLeavesNothingButKeysAndRecordings() throws Exception {
    Program.Outcome started = demo("--port", "0", "--detach");
    assertThat(started.exit()).as(started.toString()).isZero();
    assertThat(started.text()).contains("web1@127.0.0.1", "web2@127.0.0.1", "admin@", "audit@");
    assertThat(started.text()).contains("fw-break", "two User-Mode Linux machines");
    assertThat(started.err()).contains("User-Mode Linux boots here");

    Program.Outcome second = demo("--detach");
    assertThat(second.exit()).isEqualTo(1);
    assertThat(second.err()).contains("already runs on " + dir.toRealPath());

    assertThat(demo("--door", "web1").text()).isEqualTo("open\n");
    assertThat(demo("--door", "nope").exit()).isEqualTo(3);
    theLinesOfTheEnvironmentLeadIn();

    Program.Outcome stopped = demo("--stop");
    assertThat(stopped.exit()).as(stopped.toString()).isZero();
    assertThat(demo("--door", "web1").exit()).isEqualTo(3);
    assertThat(demo("--print-env").exit()).isEqualTo(3);
    assertThat(dir.resolve("keys/red")).exists();
    assertThat(dir.resolve("data")).isNotEmptyDirectory();
    assertThat(Program.must("ip", "netns", "list")).doesNotContain(namespace());
  }

  private void theLinesOfTheEnvironmentLeadIn() {
    String script =
        """
        eval "$1"
        for machine in red:web1 blue:web2; do
          ssh -n -F none -i "$POSTERN_KEYS/${machine%%:*}" -o BatchMode=yes -o IdentitiesOnly=yes \
            -o UserKnownHostsFile="$POSTERN_KNOWN_HOSTS" -p "$POSTERN_PORT" \
            "${machine#*:}@$POSTERN_HOST" power status --json || exit
        done
        test -s "$POSTERN_CONFIG"
        """;
    Program.Outcome outcome =
        Program.run(LIMIT, "sh", "-c", script, "sh", demo("--print-env").text());
    assertThat(outcome.exit()).as(outcome.toString()).isZero();
    assertThat(outcome.text().lines()).hasSize(2).allMatch(line -> line.contains("\"on\""));
  }

  @Test
  void controlCEndsADemoInTheForeground() throws Exception {
    // a machine that was switched off in an earlier demo here
    Files.createFile(Files.createDirectories(dir.resolve("data/off")).resolve("blue.web2.off"));
    // a test run in the background has SIGINT ignored, which a shell cannot take back
    List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT"));
    words.addAll(command("--port", "0"));
    try (Program foreground = Program.start(words, environment())) {
      await()
          .atMost(LIMIT)
          .until(
              () -> foreground.outputText().contains("Ctrl-C") || !foreground.process().isAlive());
      assertThat(foreground.outputText()).as(foreground.errors()).contains("Ctrl-C");
      Program.must("kill", "-INT", "" + foreground.process().pid());
      assertThat(foreground.await(Duration.ofSeconds(60)).exit()).isZero();
    }
    assertThat(Program.must("ip", "netns", "list")).doesNotContain(namespace());
    assertThat(Files.exists(dir.resolve("keys/admin"))).isTrue();
  }

  @Test
  void aClosedWindowEndsADemo() throws Exception {
    String server = "demo-" + dir.getFileName();
    List<String> words = new ArrayList<>(List.of("tmux", "-L", server, "new-session", "-d"));
    environment().forEach((name, value) -> words.addAll(List.of("-e", name + "=" + value)));
    words.addAll(command("--port", "0"));
    Program.must(words.toArray(String[]::new));
    try {
      await().atMost(LIMIT).until(() -> Files.exists(dir.resolve("run/ready")));
    } finally {
      Program.must("tmux", "-L", server, "kill-server");
    }
    await().atMost(LIMIT).until(() -> !Files.exists(dir.resolve("run/ready")));
    assertThat(Program.must("ip", "netns", "list")).doesNotContain(namespace());
  }

  @Test
  void whatAKilledDemoLeftIsEndedByStop() throws Exception {
    try (Program foreground = Program.start(command("--port", "0"), environment())) {
      await().atMost(LIMIT).until(() -> Files.exists(dir.resolve("run/ready")));
      foreground.process().destroyForcibly();
      assertThat(foreground.await(LIMIT).exit()).isNotZero();
    }
    Program.Outcome stopped = demo("--stop");
    assertThat(stopped.exit()).as(stopped.toString()).isZero();
    assertThat(stopped.err()).contains("ended");
    assertThat(Program.must("ip", "netns", "list")).doesNotContain(namespace());
  }

  @Test
  void wrongWordsAreSaidInOneLine() {
    for (String[] words :
        new String[][] {{"--dri", "x"}, {"--port", "x"}, {"--port"}, {"--machines", "kvm"}}) {
      Program.Outcome outcome = demo(words);
      assertThat(outcome.exit()).isEqualTo(2);
      assertThat(outcome.err().lines()).hasSize(1);
    }
  }

  /** Part of the names of what belongs to this folder's demo. */
  private String namespace() throws Exception {
    return "postern-"
        + Program.must(
                "sh",
                "-c",
                "printf %s \"$1\" | cksum | cut -d ' ' -f 1",
                "sh",
                dir.toRealPath().toString())
            .strip();
  }

  private Program.Outcome demo(String... words) {
    try (Program program = Program.start(command(words), environment())) {
      program.endInput();
      return program.await(LIMIT);
    }
  }

  private List<String> command(String... words) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Program.checkout().resolve("postern").toString(), "demo"));
    command.addAll(List.of("--dir", dir.toString()));
    command.addAll(List.of(words));
    return command;
  }

  /** The demo runs what these tests run, and builds nothing. */
  private static Map<String, String> environment() {
    return Map.of(
        "POSTERN_CLASS_PATH", Gateway.classPath(), "JDK25_HOME", System.getProperty("java.home"));
  }
}
