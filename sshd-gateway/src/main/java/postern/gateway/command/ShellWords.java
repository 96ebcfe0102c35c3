package postern.gateway.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a command line into words as a POSIX shell does (IEEE Std 1003.1, Shell Command Language,
 * 2.2). It supports single quotes, double quotes and backslashes, and expands nothing.
 */
public final class ShellWords {
  private static final String BLANKS = " \t\n";

  /** The characters that a backslash escapes inside double quotes. */
  private static final String QUOTED_ESCAPES = "\\\"$`";

  private final List<String> words = new ArrayList<>();
  private final String line;
  private @Nullable StringBuilder word;
  private int position;

  private ShellWords(String line) {
    this.line = line;
  }

  /**
   * @throws UsageFault when a quote is not closed or nothing follows a backslash
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
   * Takes the character after a backslash.
   *
   * @param only the characters that the backslash escapes; empty for all
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
      return; // the line continues
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
