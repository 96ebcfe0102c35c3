package postern.gateway.rig;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** A program on a real terminal, tmux's: keys go in, its screen is looked at. */
public final class Terminal implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final String socket;

  private Terminal(String socket) {
    this.socket = socket;
  }

  /** After the program's end its screen stays, with {@code [exit N]} below. */
  public static Terminal open(int columns, int rows, List<String> command) {
    Terminal terminal =
        new Terminal("postern-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet());
    List<String> quoted =
        command.stream().map(word -> "'" + word.replace("'", "'\\''") + "'").toList();
    String line = String.join(" ", quoted) + "; echo \"[exit $?]\"; exec sleep 600";
    terminal.tmux(
        "-f", "/dev/null", "new-session", "-d", "-x", "" + columns, "-y", "" + rows, line);
    return terminal;
  }

  /** Types text as it stands. */
  public Terminal type(String text) {
    tmux("send-keys", "-l", text);
    return this;
  }

  /** Types text and Enter. */
  public Terminal line(String text) {
    type(text);
    return keys("Enter");
  }

  /** Presses keys by tmux's names for them: {@code Enter}, {@code C-e}, {@code Up}. */
  public Terminal keys(String... names) {
    List<String> words = new ArrayList<>(List.of("send-keys"));
    words.addAll(List.of(names));
    tmux(words.toArray(String[]::new));
    return this;
  }

  /** Obeys whatever the program asks of a terminal; title and window name read "untouched". */
  public Terminal obey() {
    tmux("set", "-g", "set-clipboard", "on");
    tmux("set", "-g", "allow-rename", "on");
    tmux("set", "-g", "allow-passthrough", "on");
    tmux("set", "-g", "automatic-rename", "off");
    tmux("rename-window", "untouched");
    tmux("select-pane", "-T", "untouched");
    return this;
  }

  /** What tmux knows of it, in the words of its manual: {@code #{pane_title}}. */
  public String fact(String format) {
    return tmux("display-message", "-p", format).stripTrailing();
  }

  /** What was copied to the clipboard, a line each. */
  public String copied() {
    return tmux("list-buffers");
  }

  public void resize(int columns, int rows) {
    tmux("resize-window", "-x", "" + columns, "-y", "" + rows);
  }

  /** What is on the screen now, a line each, without trailing blanks. */
  public String screen() {
    return tmux("capture-pane", "-p");
  }

  /** Also what has scrolled off the screen. */
  public String history() {
    return tmux("capture-pane", "-p", "-S", "-");
  }

  /** Waits until the screen shows that; {@code (?m)} is set. */
  public String awaitScreen(String regex) {
    return awaitScreen(regex, LIMIT);
  }

  public String awaitScreen(String regex, Duration limit) {
    Pattern pattern = Pattern.compile(regex, Pattern.MULTILINE);
    try {
      await()
          .atMost(limit)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> pattern.matcher(screen()).find());
      return screen();
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "no " + regex + " within " + limit + " on the screen:\n" + history(), e);
    }
  }

  /** Waits for a question, and until an answer to it counts: 300 ms after it was shown. */
  public Terminal awaitQuestion(String regex) {
    awaitScreen(regex);
    Pattern pattern = Pattern.compile(regex, Pattern.MULTILINE);
    await()
        .during(Duration.ofMillis(400))
        .atMost(LIMIT)
        .until(() -> pattern.matcher(screen()).find());
    return this;
  }

  /** Waits for the program's end and answers its exit code. */
  public int awaitExit() {
    String screen = awaitScreen("^\\[exit \\d+\\]");
    return Integer.parseInt(screen.replaceAll("(?s).*\\[exit (\\d+)\\].*", "$1"));
  }

  private String tmux(String... words) {
    List<String> command = new ArrayList<>(List.of("tmux", "-L", socket));
    command.addAll(List.of(words));
    return Program.must(command.toArray(String[]::new));
  }

  @Override
  public void close() {
    Program.run(Duration.ofSeconds(10), "tmux", "-L", socket, "kill-server");
  }
}
