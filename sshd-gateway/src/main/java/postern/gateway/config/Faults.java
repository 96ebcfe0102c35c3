package postern.gateway.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong in one file while it is read. */
final class Faults {
  /** More of one file help nobody. */
  private static final int MOST = 50;

  private final Path file;
  private final String[] lines;
  private final List<Fault> found = new ArrayList<>();

  /**
   * @param text what the file says
   */
  Faults(Path file, String text) {
    this.file = file;
    this.lines = text.split("\n", -1);
  }

  /** The first line from {@code from} on in which this begins; {@code from} if none does. */
  int lineOf(String text, int from) {
    String start = text.substring(0, Math.min(16, text.length()));
    for (int line = from; line <= Math.min(lines.length, from + 200); line++) {
      if (!start.isEmpty() && lines[line - 1].contains(start)) {
        return line;
      }
    }
    return from;
  }

  Path file() {
    return file;
  }

  void add(int line, String wrong, String right) {
    if (found.size() < MOST) {
      found.add(new Fault(file, line, wrong, right));
    } else if (found.size() == MOST) {
      found.add(new Fault(file, line, "more faults follow", "mend those above first"));
    }
  }

  List<Fault> found() {
    return List.copyOf(found);
  }
}
