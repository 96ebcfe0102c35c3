package postern.gateway.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collects the faults of one file while it is read. */
public final class Faults {
  /** Faults beyond this number are not kept. */
  private static final int MOST = 50;

  private final Path file;
  private final String[] lines;
  private final List<Fault> found = new ArrayList<>();

  /**
   * @param text the contents of the file
   */
  public Faults(Path file, String text) {
    this.file = file;
    this.lines = text.split("\n", -1);
  }

  /** Returns the first line, starting at {@code from}, that contains the start of this text. */
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

  public void add(int line, String wrong, String right) {
    if (found.size() < MOST) {
      found.add(new Fault(file, line, wrong, right));
    } else if (found.size() == MOST) {
      found.add(new Fault(file, line, "more faults follow", "correct those above first"));
    }
  }

  public List<Fault> found() {
    return List.copyOf(found);
  }
}
