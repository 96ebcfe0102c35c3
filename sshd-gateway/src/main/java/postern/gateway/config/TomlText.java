package postern.gateway.config;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlVersion;

/**
 * Parses TOML from any source. The parser recurses and builds a tree, so text that is nested too
 * deeply or has too many values is refused before it is parsed. An exception of the parser is a
 * fault of the text.
 */
public final class TomlText {
  private static final Logger LOG = LoggerFactory.getLogger(TomlText.class);
  private static final int MOST_DEEP = 16;
  private static final int MOST_VALUES = 100_000;
  private static final int MOST_QUOTED = 512 << 10;
  private static final int MOST_ERRORS = 20;

  private final String text;
  private int line = 1;
  private int depth;
  private int dots;
  private int values;
  private int quoted;

  private TomlText(String text) {
    this.text = text;
  }

  /** Receives the line of a fault, what is wrong, and what would be right. */
  @FunctionalInterface
  public interface Sink {
    void add(int line, String wrong, String right);
  }

  /** Returns the parsed text; empty, with a fault, if it cannot be parsed. */
  public static Optional<TomlParseResult> parse(String text, Sink faults) {
    try {
      return new TomlText(text).bounded(faults) ? parsed(text, faults) : Optional.empty();
    } catch (RuntimeException | Error e) { // a stack overflow is also only a fault of this text
      LOG.warn("the TOML parser failed why={}", e.getClass().getName());
      faults.add(
          1,
          "the TOML parser failed: " + e.getClass().getSimpleName(),
          "make the file simpler or split it");
      return Optional.empty();
    }
  }

  private static Optional<TomlParseResult> parsed(String text, Sink faults) {
    TomlParseResult toml = Toml.parse(text, TomlVersion.V1_0_0);
    for (TomlParseError error : toml.errors().stream().limit(MOST_ERRORS).toList()) {
      faults.add(
          error.position().line(),
          "not TOML: " + plain(String.valueOf(error.getMessage())),
          "see toml.io for the format");
    }
    return toml.hasErrors() ? Optional.empty() : Optional.of(toml);
  }

  private static String plain(String message) {
    return message.replaceAll("\\p{Cntrl}", " ").strip();
  }

  /** Returns false, with a fault, if the text is nested too deeply or has too many values. */
  private boolean bounded(Sink faults) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> {
          line++;
          dots = 0;
        }
        case '#' -> i = lineEnd(i) - 1;
        case '"', '\'' -> {
          int end = stringEnd(i, c);
          quoted += end - i;
          i = end;
        }
        case '[', '{' -> {
          depth++;
          dots = 0;
          values++;
        }
        case ']', '}' -> depth = Math.max(0, depth - 1);
        case '.' -> {
          dots++;
          values++;
        }
        case '=', ',' -> {
          dots = 0;
          values++;
        }
        default -> {}
      }
      if (depth > MOST_DEEP || dots > MOST_DEEP) {
        faults.add(line, "nested deeper than " + MOST_DEEP + " levels", "use fewer levels");
        return false;
      }
      if (values > MOST_VALUES || quoted > MOST_QUOTED) {
        faults.add(
            line,
            "more than " + MOST_VALUES + " values, or " + (MOST_QUOTED >> 10) + " KiB in quotes",
            "split the file");
        return false;
      }
    }
    return true;
  }

  private int lineEnd(int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }

  /** Returns the index of the last character of the string that starts here. */
  private int stringEnd(int from, char quote) {
    String three = String.valueOf(quote).repeat(3);
    boolean longOne = text.startsWith(three, from);
    String close = longOne ? three : String.valueOf(quote);
    for (int i = from + close.length(); i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        if (!longOne) {
          return i - 1; // not closed; the parser reports it
        }
        line++;
      } else if (c == '\\' && quote == '"') {
        i++;
        line += i < text.length() && text.charAt(i) == '\n' ? 1 : 0;
      } else if (text.startsWith(close, i)) {
        return i + close.length() - 1;
      }
    }
    return text.length() - 1;
  }
}
