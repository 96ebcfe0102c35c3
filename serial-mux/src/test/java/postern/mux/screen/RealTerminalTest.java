package postern.mux.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.mux.ScreenSnapshot;

/** How an independent terminal, tmux, displays the bytes of this package. */
class RealTerminalTest {
  @TempDir private Path directory;

  private String tmux(String... words) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("tmux", "-u", "-S", directory + "/socket", "-f", "/dev/null"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  @AfterEach
  void end() throws Exception {
    tmux("kill-server");
  }

  /** A pane that shows the file and then records every reply of its terminal. */
  private void show(byte[] bytes) throws Exception {
    Path file = Files.write(directory.resolve("bytes"), bytes);
    String typed = directory.resolve("typed").toString();
    String script =
        "stty raw -echo; cat " + file + "; touch " + directory + "/shown; cat > " + typed;
    tmux(
        "new-session",
        "-d",
        "-x",
        "80",
        "-y",
        "24",
        script,
        ";",
        "set",
        "-g",
        "set-clipboard",
        "on",
        ";",
        "select-pane",
        "-T",
        "untouched");
    await().atMost(10, TimeUnit.SECONDS).until(() -> Files.exists(directory.resolve("shown")));
    tmux("send-keys", "Z");
    await().atMost(10, TimeUnit.SECONDS).until(() -> typed().endsWith("Z"));
  }

  private String typed() throws IOException {
    Path typed = directory.resolve("typed");
    return Files.exists(typed) ? Files.readString(typed, StandardCharsets.ISO_8859_1) : "";
  }

  @Test
  void hostileBytesNeitherTypeNorChangeTheTitleOrTheClipboard() throws Exception {
    OutputFilter filter = new OutputFilter();
    StringBuilder all = new StringBuilder();
    for (HostileSequences.Hostile hostile : HostileSequences.all()) {
      byte[] passed = OutputFilterTest.passed(filter, hostile.bytes());
      all.append(new String(passed, StandardCharsets.ISO_8859_1));
    }
    show(all.append("\r\nend").toString().getBytes(StandardCharsets.ISO_8859_1));
    assertThat(typed()).isEqualTo("Z");
    assertThat(tmux("display-message", "-p", "#{pane_title}").strip()).isEqualTo("untouched");
    assertThat(tmux("list-buffers").strip()).isEmpty();
    assertThat(tmux("capture-pane", "-p")).contains("end");
  }

  @Test
  void aPaintedScreenLooksTheSameInTmux() throws Exception {
    Screen screen = new Screen(24, 80);
    screen.feed(ByteBuffer.wrap(OutputFilterTest.resource("top-xterm.vt")));
    screen.feed(ByteBuffer.wrap(OutputFilterTest.resource("curses-dialog.vt")));
    screen.feed(
        ByteBuffer.wrap(
            ScreenCase.bytes(
                "^[?1049h^[3;5Halt 漢字 e\u0301^(0lqk^[5;20r^[7;70Hwraps here ^[1;31mred")));
    ScreenSnapshot view = screen.view(0);
    show(OutputFilterTest.passed(new OutputFilter(), view.paint()));
    assertThat(tmux("capture-pane", "-p").lines().map(String::stripTrailing).toList())
        .isEqualTo(view.lines());
    assertThat(
            tmux(
                    "display-message",
                    "-p",
                    "#{cursor_y},#{cursor_x},#{alternate_on},#{scroll_region_upper}")
                .strip())
        .isEqualTo(view.cursorRow() + "," + view.cursorCol() + ",1,4");
  }

  @Test
  void restoreResetsARealTerminal() throws Exception {
    String before = "one\r\ntwo\r\n$ ";
    String left = "^[?1049h^[2;9r^[4;4Hvim^[1;31m^[?1;1000;1006;1004;2004h^=^[?25l^[4h^(0";
    byte[] restore = OutputFilter.restore();
    byte[] bytes = ScreenCase.bytes(before + left);
    ByteBuffer all = ByteBuffer.allocate(bytes.length + restore.length + 2);
    show(all.put(bytes).put(restore).put((byte) 'o').put((byte) 'k').array());
    assertThat(tmux("capture-pane", "-p", "-e").strip()).isEqualTo("one\ntwo\n$ ok");
    String facts =
        "#{alternate_on}#{cursor_flag}#{insert_flag}#{keypad_cursor_flag}#{keypad_flag}"
            + "#{mouse_any_flag}#{origin_flag}#{wrap_flag},#{scroll_region_upper},#{scroll_region_lower}";
    assertThat(tmux("display-message", "-p", facts).strip()).isEqualTo("01000001,0,23");
  }
}
