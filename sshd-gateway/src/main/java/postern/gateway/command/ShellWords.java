package postern.gateway.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a command line as a POSIX shell does (IEEE Std 1003.1, Shell Command Language, 2.2):
 * single and double quotes, backslash; no expansion of any kind.
 */
public final class ShellWords {
  private static final String BLANKS = " \t\n";

  /** What a backslash takes the meaning from inside double quotes; before others it stays. */
  private static final String QUOTED_ESCAPES = "\\\"$`";

  private final List<String> words = new ArrayList<>();
  private final String line;
  private @Nullable StringBuilder word;
  private int position;

  private ShellWords(String line) {
    this.line = line;
  }

  /**
   * @throws UsageFault when a quote is not closed or a backslash has nothing behind it
   */
  static List<String> split(String line) {
    return new ShellWords(line).split();
  }

  private List<String> split() {
    while (position < line.length()) {
      char c = line.charAt(position++);
      if (BLANKS.indexOf(c) >= 0) {
        endWord();
      } else if (c == '\'') {
        inSingleQuotes();
      } else if (c == '"') {
        inDoubleQuotes();
      } else if (c == '\\') {
        escape("");
      } else {
        word().append(c);
      }
    }
    endWord();
    return words;
  }

  private void inSingleQuotes() {
    int end = line.indexOf('\'', position);
    if (end < 0) {
      throw new UsageFault("the quote ' is not closed");
    }
    word().append(line, position, end);
    position = end + 1;
  }

  private void inDoubleQuotes() {
    word();
    while (position < line.length()) {
      char c = line.charAt(position++);
      if (c == '"') {
        return;
      }
      if (c == '\\') {
        escape(QUOTED_ESCAPES);
      } else {
        word().append(c);
      }
    }
    throw new UsageFault("the quote \" is not closed");
  }

  /**
   * After a backslash.
   *
   * @param only what it acts on; empty for everything
   */
  private void escape(String only) {
    if (position == line.length()) {
      throw new UsageFault(
          only.isEmpty()
              ? "nothing follows the backslash at the end"
              : "the quote \" is not closed");
    }
    char c = line.charAt(position++);
    if (c == '\n') {
      return; // the line goes on
    }
    if (!only.isEmpty() && only.indexOf(c) < 0) {
      word().append('\\');
    }
    word().append(c);
  }

  private StringBuilder word() {
    if (word == null) {
      word = new StringBuilder();
    }
    return word;
  }

  private void endWord() {
    if (word != null) {
      words.add(word.toString());
      word = null;
    }
  }
}
