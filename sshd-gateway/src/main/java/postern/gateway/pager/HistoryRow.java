package postern.gateway.pager;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postern.gateway.history.HistoryLine;
import postern.mux.screen.CharacterWidth;

/**
 * The part of a line that fits into a row of a terminal.
 *
 * @param line the whole line, without control characters
 * @param from the index of the row's first character in the line
 * @param to the index behind the row's last character
 */
record HistoryRow(HistoryLine line, int from, int to) {
  /** The longest match, in characters; more than a person may type. */
  private static final int LONGEST_MATCH = 1_024;

  /** Divides a line into one or more rows. A wide character is never divided. */
  static List<HistoryRow> of(HistoryLine line, int cols) {
    List<HistoryRow> rows = new ArrayList<>();
    int at = 0;
    do {
      int end = fits(line.text(), at, Math.max(cols, 2));
      rows.add(new HistoryRow(line, at, end));
      at = end;
    } while (at < line.text().length());
    return rows;
  }

  private static int fits(String text, int from, int cols) {
    int room = cols;
    int at = from;
    while (at < text.length()) {
      int character = text.codePointAt(at);
      room -= CharacterWidth.of(character);
      if (room < 0) {
        break;
      }
      at += Character.charCount(character);
    }
    return at;
  }

  String text() {
    return line.text().substring(from, to);
  }

  /** Returns whether a match starts in this row. It may end in a later one. */
  boolean begins(Pattern wanted) {
    String all = line.text();
    Matcher found = wanted.matcher(all).useTransparentBounds(true).useAnchoringBounds(false);
    found.region(from, Math.min(all.length(), to + LONGEST_MATCH));
    return found.find() && found.start() < to;
  }
}
