package postern.gateway.pager;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postern.gateway.history.HistoryLine;
import postern.mux.screen.CharacterWidth;

/**
 * As much of a line as fits into a row of a terminal.
 *
 * @param line all of it, with nothing in it that a terminal acts on
 * @param from where the row begins in its text
 * @param to behind the row's last character
 */
record HistoryRow(HistoryLine line, int from, int to) {
  /** Characters of what is searched for; more than a person may type. */
  private static final int LONGEST_FOUND = 1_024;

  /** At least one row; a wide character is never cut in two. */
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

  /** Whether something begins here; it may go on in the next rows, so far. */
  boolean begins(Pattern wanted) {
    String all = line.text();
    Matcher found = wanted.matcher(all).useTransparentBounds(true).useAnchoringBounds(false);
    found.region(from, Math.min(all.length(), to + LONGEST_FOUND));
    return found.find() && found.start() < to;
  }
}
