package postern.gateway.session;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A person's terminal: a tmux server of its own with one window. */
final class Tmux implements AutoCloseable {
  private final String socket =
      "postern-session-" + ProcessHandle.current().pid() + "-" + hashCode();

  Tmux(int cols, int rows, List<String> command) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of("-f", "/dev/null", "new-session", "-d", "-x", "" + cols, "-y", "" + rows));
    words.add(String.join(" ", command) + "; echo status=$?; cat");
    tmux(words.toArray(String[]::new));
  }

  void keys(String... keys) throws Exception {
    List<String> words = new ArrayList<>(List.of("send-keys"));
    words.addAll(List.of(keys));
    tmux(words.toArray(String[]::new));
  }

  List<String> screen() throws Exception {
    return tmux("capture-pane", "-p").lines().toList();
  }

  String style() throws Exception {
    return tmux("display-message", "-p", "#{alternate_on} #{cursor_x},#{cursor_y}").strip();
  }

  void shows(String text) {
    await("shows " + text)
        .atMost(10, TimeUnit.SECONDS)
        .pollInterval(50, TimeUnit.MILLISECONDS)
        .untilAsserted(() ->
            org.assertj.core.api.Assertions.assertThat(String.join("\n", screen())).contains(text));
  }

  /** Waits for a question, and until an answer to it counts: 300 ms after it was shown. */
  void asks(String text) {
    shows(text);
    await("asks " + text)
        .during(400, TimeUnit.MILLISECONDS)
        .atMost(10, TimeUnit.SECONDS)
        .until(() -> String.join("\n", screen()).contains(text));
  }

  private String tmux(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("tmux", "-u", "-L", socket));
    all.addAll(List.of(words));
    SessionRig.Ran ran = SessionRig.run(all, new byte[0]);
    if (ran.status() != 0) {
      throw new IllegalStateException(all + ": " + ran.err());
    }
    return new String(ran.out().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws Exception {
    tmux("kill-server");
  }
}
