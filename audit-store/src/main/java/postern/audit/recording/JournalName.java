package postern.audit.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import postern.audit.disk.DataDir;

/**
 * A journal file and its number. Numbers only increase, so journals in the order of their numbers
 * have the frames of a console in order.
 */
record JournalName(Path path, long number) {
  /** Bytes before the first frame: a magic word and the number. */
  static final int HEADER = 16;

  private static final long MAGIC = 0x504F53544A524E31L; // POSTJRN1
  private static final String ENDING = ".journal";

  static JournalName of(DataDir dir, long number) {
    return new JournalName(
        dir.journals().resolve(String.format(Locale.ROOT, "%016x%s", number, ENDING)), number);
  }

  /** Returns the journals of a data directory, in order. */
  static List<JournalName> all(DataDir dir) throws IOException {
    List<JournalName> found = new ArrayList<>();
    for (Path path : DataDir.children(dir.journals())) {
      String name = DataDir.name(path);
      if (name.matches("[0-7][0-9a-f]{15}\\.journal")) {
        found.add(new JournalName(path, Long.parseLong(name.substring(0, 16), 16)));
      }
    }
    return found;
  }

  ByteBuffer header() {
    return ByteBuffer.allocate(HEADER).putLong(MAGIC).putLong(number).flip();
  }
}
