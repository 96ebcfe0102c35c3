package postern.gateway.access;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import postern.gateway.text.PlainText;

/**
 * The options that the suffixes of a login name give: {@code web1+watch+lines=50}.
 *
 * @param watch the session never gets the keyboard
 * @param force take the keyboard from its holder
 * @param raw show neither the attach card nor a repaint
 * @param lines how many lines of history are shown first
 * @param port the number of the console, from 1
 */
public record AttachOptions(boolean watch, boolean force, boolean raw, int lines, int port) {
  public static final AttachOptions NONE = new AttachOptions(false, false, false, 0, 1);

  private static final int MOST_LINES = 100_000;
  private static final int MOST_PORTS = 999;
  private static final String VALID =
      "valid are +watch, +force, +raw, +lines=N and +port=N, each once, +watch not with +force";

  /** The result of {@link #parse}. */
  public sealed interface Parsed {
    record Options(AttachOptions options) implements Parsed {}

    /** The suffixes are wrong; the reason names the valid ones. */
    record Wrong(String why) implements Parsed {}
  }

  /**
   * Parses the suffixes of a login name.
   *
   * @param suffixes the text behind the first {@code +}, or empty
   */
  public static Parsed parse(String suffixes) {
    int start = suffixes.isEmpty() ? -1 : 0;
    AttachOptions options = NONE;
    Set<String> seen = new HashSet<>();
    while (start >= 0) {
      int next = suffixes.indexOf('+', start);
      String suffix = suffixes.substring(start, next < 0 ? suffixes.length() : next);
      int equals = suffix.indexOf('=');
      String name = (equals < 0 ? suffix : suffix.substring(0, equals)).toLowerCase(Locale.ROOT);
      if (!seen.add(name)) {
        return wrong("+" + name + " is given twice");
      }
      String value = equals < 0 ? "" : suffix.substring(equals + 1);
      AttachOptions more = options.with(name, value, equals >= 0);
      if (more == null) {
        return wrong("+" + suffix + " is not known here");
      }
      options = more;
      start = next < 0 ? -1 : next + 1;
    }
    if (options.watch && options.force) {
      return wrong("+watch and +force contradict each other");
    }
    return new Parsed.Options(options);
  }

  private @Nullable AttachOptions with(String name, String value, boolean valued) {
    return switch (name) {
      case "watch" -> valued ? null : new AttachOptions(true, force, raw, lines, port);
      case "force" -> valued ? null : new AttachOptions(watch, true, raw, lines, port);
      case "raw" -> valued ? null : new AttachOptions(watch, force, true, lines, port);
      case "lines" -> {
        int n = number(value, MOST_LINES);
        yield n < 1 ? null : new AttachOptions(watch, force, raw, n, port);
      }
      case "port" -> {
        int n = number(value, MOST_PORTS);
        yield n < 1 ? null : new AttachOptions(watch, force, raw, lines, n);
      }
      default -> null;
    };
  }

  private static int number(String text, int most) {
    if (text.isEmpty() || text.length() > 6) {
      return -1;
    }
    int n = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      n = n * 10 + (c - '0');
    }
    return n <= most ? n : -1;
  }

  private static Parsed wrong(String what) {
    return new Parsed.Wrong(PlainText.clean(what, 100) + "; " + VALID);
  }
}
