package postern.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stock client on a terminal, which is tmux. */
final class OpenSshTerminalTest {
  @TempDir Path dir;
  private final EchoHandler echo = new EchoHandler();
  private SshServerRig rig;

  @BeforeEach
  void open() {
    ConnectionLimits standard = ConnectionLimits.standard();
    ConnectionLimits quick =
        new ConnectionLimits(
            20,
            50,
            500,
            standard.keyExchange(),
            standard.grace(),
            Duration.ofMillis(300),
            Duration.ofSeconds(3));
    rig = new SshServerRig(dir, echo, quick, List.of(), false);
  }

  @AfterEach
  void close() throws Exception {
    tmux("kill-server");
    rig.close();
  }

  private String tmux(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("tmux", "-S", dir.resolve("tmux").toString()));
    all.addAll(List.of(words));
    return SshServerRig.run("", all).out();
  }

  private void attach(String... more) throws Exception {
    List<String> options = new ArrayList<>(List.of("-tt"));
    options.addAll(List.of(more));
    options.add("web1@127.0.0.1");
    List<String> ssh = rig.ssh(rig.member("ann"), options.toArray(String[]::new));
    tmux(
        "-f",
        "/dev/null",
        "new-session",
        "-d",
        "-x",
        "80",
        "-y",
        "24",
        "exec " + String.join(" ", ssh));
    screen("tty 24x80");
  }

  private void screen(String text) {
    await().atMost(Duration.ofSeconds(10)).until(() -> tmux("capture-pane", "-p").contains(text));
  }

  @Test
  void keysAreEchoedAndTheWindowSizeIsFollowed() throws Exception {
    attach();
    tmux("send-keys", "hello");
    screen("hello");
    tmux("resize-window", "-x", "100", "-y", "30");
    screen("size 30x100");
    assertThat(echo.channels.getFirst().terminal().orElseThrow())
        .satisfies(terminal -> assertThat(terminal.type()).isNotEmpty())
        .satisfies(terminal -> assertThat(terminal.cols()).isEqualTo(100));
  }

  @Test
  void theClientsOwnBreakRequestArrives() throws Exception {
    attach();
    tmux("send-keys", "Enter");
    tmux("send-keys", "~");
    tmux("send-keys", "B");
    screen("break 1000");
  }

  @Test
  @Tag("long")
  void aClientThatAnswersStaysAndAStoppedOneIsDisconnected() throws Exception {
    // not in tmux, which resumes stopped programs
    Process client = new ProcessBuilder(rig.ssh(rig.member("ann"), "-T", "web1@127.0.0.1")).start();
    try {
      await()
          .during(Duration.ofSeconds(4))
          .atMost(Duration.ofSeconds(10))
          .until(() -> rig.server.liveConnections() == 1);
      SessionChannel channel = echo.channels.getFirst();
      assertThat(System.nanoTime() - channel.lastHeard()).isLessThan(2_000_000_000L);
      SshServerRig.run("", List.of("kill", "-STOP", Long.toString(client.pid())));
      await().atMost(Duration.ofSeconds(8)).until(channel::closed);
      await().until(() -> rig.ends.stream().anyMatch(end -> end.startsWith("no answer for ")));
    } finally {
      client.destroyForcibly();
    }
  }

  @Test
  void tenSessionsShareAConnectionAndTheEleventhIsRefused() throws Exception {
    Path key = rig.member("ann");
    String socket = dir.resolve("mux").toString();
    Process master =
        new ProcessBuilder(rig.ssh(key, "-M", "-N", "-S", socket, "web1@127.0.0.1")).start();
    List<Process> sessions = new ArrayList<>();
    try {
      await().until(() -> java.nio.file.Files.exists(Path.of(socket)));
      for (int i = 0; i < 10; i++) {
        sessions.add(new ProcessBuilder(rig.ssh(key, "-S", socket, "web1@127.0.0.1")).start());
      }
      await().atMost(Duration.ofSeconds(10)).until(() -> echo.channels.size() == 10);
      Process more =
          new ProcessBuilder(rig.ssh(key, "-S", socket, "-o", "ControlMaster=no", "web1@127.0.0.1"))
              .redirectErrorStream(true)
              .start();
      sessions.add(more);
      await()
          .untilAsserted(() ->
              assertThat(rig.refusals.stream().map(each -> each.told().what()))
                  .contains("more than 10 sessions on one connection"));
      assertThat(rig.server.liveConnections()).isGreaterThanOrEqualTo(1);
    } finally {
      sessions.forEach(Process::destroy);
      master.destroy();
    }
  }
}
