package postern.audit.recording;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postern.audit.disk.DataDir;

/**
 * The file name of a segment: the number of its journal, the offsets of output before and after it,
 * and the times of its first and last frame in milliseconds.
 */
record SegmentName(long journal, long start, long end, long first, long last) {
  private static final Pattern FORM =
      Pattern.compile(
          "([0-7][0-9a-f]{15})-([0-7][0-9a-f]{15})-([0-7][0-9a-f]{15})"
              + "-([0-7][0-9a-f]{15})-([0-7][0-9a-f]{15})\\.segment");

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%016x-%016x-%016x-%016x-%016x.segment", journal, start, end, first, last);
  }

  /** Returns the segments of a folder, in order. */
  static List<SegmentName> all(Path dir) throws IOException {
    List<SegmentName> found = new ArrayList<>();
    for (Path path : DataDir.children(dir)) {
      Matcher name = FORM.matcher(DataDir.name(path));
      if (name.matches()) {
        found.add(
            new SegmentName(hex(name, 1), hex(name, 2), hex(name, 3), hex(name, 4), hex(name, 5)));
      }
    }
    return found;
  }

  private static long hex(Matcher name, int group) {
    return Long.parseLong(name.group(group), 16);
  }
}
