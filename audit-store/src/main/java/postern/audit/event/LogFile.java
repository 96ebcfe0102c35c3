package postern.audit.event;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import postern.audit.disk.DataDir;

/** A file of the event log, named by the id of its first event. */
record LogFile(Path path, long first) {
  static LogFile of(DataDir dir, long first) {
    return new LogFile(
        dir.events().resolve(String.format(Locale.ROOT, "%019d.jsonl", first)), first);
  }

  /** Returns the name under which damage is reported. */
  String name() {
    return "events/" + DataDir.name(path);
  }

  /** Returns the files of a data directory, oldest first. */
  static List<LogFile> all(DataDir dir) throws IOException {
    List<LogFile> found = new ArrayList<>();
    for (Path path : DataDir.children(dir.events())) {
      String name = DataDir.name(path);
      if (name.matches("0\\d{18}\\.jsonl")) {
        found.add(new LogFile(path, Long.parseLong(name.substring(0, 19))));
      }
    }
    return found;
  }
}
