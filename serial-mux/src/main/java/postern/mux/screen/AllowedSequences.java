package postern.mux.screen;

import java.util.Set;

/**
 * The sequences of a machine that may reach a person's terminal.
 *
 * <p>Not allowed are sequences that make a terminal send bytes that the machine chose or report on
 * the person (titles, window reports, DECRQSS, DECRQM, XTVERSION, checksums), that change the
 * keyboard beyond a program's end (modifyOtherKeys, kitty's protocol, key locks), that use the
 * printer, the scrollback (ED 3), the window, 8-bit replies or another encoding, and all unknown
 * ones. Mouse highlighting (1001) is not allowed because a terminal then waits for the machine.
 * Requests for cursor position and device attributes are allowed, since their replies contain
 * nothing that a machine chose. Focus reports (1004) are allowed as well: {@link TerminalReplies}
 * distinguishes them from keys.
 */
final class AllowedSequences {
  enum Extent {
    WHOLE,
    /** A list of modes of which only some may pass; see {@link #rewrite}. */
    IN_PART,
    NOT
  }

  private static final Set<Integer> PRIVATE_MODES =
      Set.of(
          1, 5, 6, 7, 9, 12, 25, 47, 66, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1047, 1048, 1049,
          2004);
  private static final Set<Integer> ANSI_MODES = Set.of(4, 20);
  private static final int MAX_REPEATS = 10_000;

  private AllowedSequences() {}

  static boolean escape(Sequence sequence) {
    return switch (sequence.intermediate()) {
      case 0 -> "78=>DEHMNOcno\\".indexOf(sequence.last()) >= 0;
      case '(', ')', '*', '+' -> "B0A".indexOf(sequence.last()) >= 0;
      case '#' -> sequence.last() == '8';
      default -> false;
    };
  }

  static Extent command(Sequence sequence) {
    if (sequence.tooMany()
        || sequence.anyHuge()
        || (sequence.anyJoined() && sequence.last() != 'm')) {
      return Extent.NOT;
    }
    boolean mode = sequence.last() == 'h' || sequence.last() == 'l';
    if (mode && sequence.intermediate() == 0) {
      return modes(sequence);
    }
    return allowed(sequence) ? Extent.WHOLE : Extent.NOT;
  }

  private static boolean allowed(Sequence sequence) {
    int value = sequence.value(0);
    int last = sequence.last();
    if (sequence.intermediate() != 0) {
      return sequence.prefix() == 0
          && switch (sequence.intermediate()) {
            case ' ' -> last == 'q' && value <= 6;
            case '!' -> last == 'p';
            case '"' -> last == 'q' && value <= 2;
            default -> false;
          };
    }
    return switch (sequence.prefix()) {
      case 0 -> plain(sequence, value, last);
      case '?' -> ((last == 'J' || last == 'K') && value <= 2) || (last == 'W' && value == 5);
      case '>' -> last == 'c' && sequence.count() <= 1 && value == 0;
      default -> false;
    };
  }

  private static boolean plain(Sequence sequence, int value, int last) {
    return switch (last) {
      case '@', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I' -> true;
      case 'L', 'M', 'P', 'S', 'X', 'Z', '`', 'a', 'd', 'e', 'f', 'g', 'j', 'k', 'm', 'r' -> true;
      case 'J', 'K' -> value <= 2;
      case 'T', '^' -> sequence.count() <= 1;
      case 'b' -> value <= MAX_REPEATS;
      case 'c' -> sequence.count() <= 1 && value == 0;
      case 'n' -> sequence.count() == 1 && (value == 5 || value == 6);
      case 's', 'u' -> sequence.count() == 0;
      default -> false;
    };
  }

  private static Extent modes(Sequence sequence) {
    int good = 0;
    for (int i = 0; i < sequence.count(); i++) {
      good += mode(sequence, i) ? 1 : 0;
    }
    if (good == 0) {
      return Extent.NOT;
    }
    return good == sequence.count() ? Extent.WHOLE : Extent.IN_PART;
  }

  private static boolean mode(Sequence sequence, int index) {
    return switch (sequence.prefix()) {
      case 0 -> ANSI_MODES.contains(sequence.value(index));
      case '?' -> PRIVATE_MODES.contains(sequence.value(index));
      default -> false;
    };
  }

  static void rewrite(Sequence sequence, StringBuilder out) {
    out.append("\033[").append(sequence.prefix() == '?' ? "?" : "");
    String separator = "";
    for (int i = 0; i < sequence.count(); i++) {
      if (mode(sequence, i)) {
        out.append(separator).append(sequence.value(i));
        separator = ";";
      }
    }
    out.append((char) sequence.last());
  }
}
