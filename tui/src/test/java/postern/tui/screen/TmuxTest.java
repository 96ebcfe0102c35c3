package postern.tui.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks what tmux, a real terminal emulator, shows. */
final class TmuxTest {
  private final String server = "postern-tui-" + ProcessHandle.current().pid();

  @AfterEach
  void endServer() throws Exception {
    tmux("kill-server");
  }

  @Test
  void worksInATerminalThroughAResizeAndGivesItBack() throws Exception {
    String java = System.getProperty("java.home") + "/bin/java";
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    String program = "'%s' -cp '%s' postern.tui.screen.TextUiMain".formatted(java, classes);
    tmux("-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", "env ENV= PS1=prompt sh");
    shows("prompt");
    tmux("send-keys", "stty raw -echo; " + program + "; stty sane", "Enter");
    shows("> blue/db1");
    assertThat(screen().lines().findFirst())
        .contains("Postern [1 Machines 3 (1 down)]  2 Sessions 2");
    tmux("send-keys", "Down");
    shows("> red/web2");
    tmux("send-keys", "2");
    shows("> s-0001");
    tmux("send-keys", "p");
    shows("│ > 1  on");
    tmux("resize-window", "-x", "40", "-y", "10");
    shows("│   n  nmi                           │");
    tmux("send-keys", "Escape");
    shows("> s-0001    red/alice   red/web2    1h");
    tmux("resize-window", "-x", "120", "-y", "30");
    shows("2001:db8::1\n");
    tmux("send-keys", "Enter");
    shows("left: Attach[machine=red/web2");
    assertThat(screen()).as("the screen from before").contains("prompt").doesNotContain("s-0002 ");
    assertThat(tmux("display", "-p", "#{alternate_on} #{cursor_flag}").strip()).isEqualTo("0 1");
  }

  private void shows(String text) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertThat(screen()).contains(text));
  }

  private String screen() throws IOException, InterruptedException {
    return tmux("capture-pane", "-p");
  }

  private String tmux(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tmux", "-u", "-L", server));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
