package postern.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LineEditorTest {
  /** What is typed, the line, the state, and what stays in the buffer. */
  private static final String[][] CASES = {
    {"hello\r", "hello", "DONE", ""},
    {"hello\rls\r", "hello", "DONE", "ls\r"},
    {"hellp\177o\n", "hello", "DONE", ""},
    {"nonsense\25hi\r", "hi", "DONE", ""},
    {"\b\b\r", "", "DONE", ""},
    {"für €5 \ud83d\ude00\r", "für €5 \ud83d\ude00", "DONE", ""},
    {"ü\177ö\r", "ö", "DONE", ""},
    {"a\33[Ab\33[1;5Cc\33OPd\r", "abcd", "DONE", ""},
    {"a\33[200~b\33[201~c\r", "abc", "DONE", ""},
    {"half\3more", "half", "CANCELLED", "more"},
    {"half\33", "half", "CANCELLED", ""},
    {"a\u009bb\u202ec\r", "a?b?c", "DONE", ""},
    {"a\0\1\2b", "ab", "OPEN", ""},
  };

  @Test
  void editsALineWhereverThePacketsDivideIt() {
    for (String[] c : CASES) {
      byte[] typed = c[0].getBytes(StandardCharsets.UTF_8);
      for (int cut = 0; cut <= typed.length; cut++) {
        if (cut > 0 && cut < typed.length && typed[cut - 1] == 0x1b) {
          continue; // an Esc alone cancels; the session holds one that may start a sequence
        }
        LineEditor editor = new LineEditor();
        ByteBuffer first = ByteBuffer.wrap(typed, 0, cut);
        ByteBuffer rest = ByteBuffer.wrap(typed, cut, typed.length - cut);
        LineEditor.State state = editor.take(first, false);
        if (state == LineEditor.State.OPEN) {
          state = editor.take(rest, false);
        }
        String left =
            StandardCharsets.UTF_8.decode(first).toString() + StandardCharsets.UTF_8.decode(rest);
        assertThat(editor.text() + " " + state + " " + left)
            .as("%s at %d", c[0], cut)
            .isEqualTo(c[1] + " " + c[2] + " " + c[3]);
      }
    }
  }

  @Test
  void aPasteIsOneLine() {
    LineEditor editor = new LineEditor();
    ByteBuffer pasted = ByteBuffer.wrap("two\r\nlines\r".getBytes(StandardCharsets.UTF_8));
    assertThat(editor.take(pasted, true)).isEqualTo(LineEditor.State.OPEN);
    assertThat(editor.text()).isEqualTo("two  lines ");
  }

  @Test
  void anyBytesAreTakenAndTheLineIsLimited() {
    Random random = new Random(4);
    for (int round = 0; round < 500; round++) {
      byte[] noise = new byte[600];
      random.nextBytes(noise);
      LineEditor editor = new LineEditor();
      ByteBuffer in = ByteBuffer.wrap(noise);
      while (in.hasRemaining() && editor.take(in, false) == LineEditor.State.OPEN) {}
      assertThat(editor.text().length()).isLessThanOrEqualTo(LineEditor.MOST);
      assertThat(editor.text().chars().noneMatch(Character::isISOControl)).isTrue();
    }
  }
}
