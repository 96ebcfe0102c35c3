package postern.audit.recording;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.audit.RecordedConsole;
import postern.audit.disk.DataDir;
import postern.audit.disk.Disk;
import postern.audit.disk.NoSpaceException;
import postern.audit.event.EventLog;

/** Turns a closed journal into segments, one for each console, and then removes it. */
final class Sealer {
  private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);
  private static final Duration SYNC_TIME = Duration.ofSeconds(30);

  /** The type and console number in a frame. */
  private static final ValueLayout.OfInt KIND =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Disk disk;
  private final EventLog events;

  /** The events that were written about segments of journals that are not sealed yet. */
  private final Set<Map<String, String>> hashEvents = new HashSet<>();

  private final Set<Long> reported = new HashSet<>();

  Sealer(Disk disk, EventLog events) {
    this.disk = disk;
    this.events = events;
  }

  /** Receives the ends of a journal whose segments are on disk, before it is removed. */
  @FunctionalInterface
  interface Listener {
    void sealed(JournalName journal, Map<RecordedConsole, Long> ends) throws IOException;
  }

  /** Seals a journal. May be repeated after a crash at any point: existing segments stay. */
  void seal(JournalName journal, Listener listener) throws IOException {
    if (!Files.exists(journal.path())) {
      return;
    }
    JournalScan scan = JournalScan.of(journal);
    if (!disk.space().roomFor(scan.size())) {
      throw new NoSpaceException();
    }
    Map<RecordedConsole, Long> ends = new HashMap<>();
    boolean nameless = false;
    try (Arena arena = Arena.ofConfined();
        FileChannel file = FileChannel.open(journal.path(), StandardOpenOption.READ)) {
      MemorySegment bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size(), arena);
      for (JournalScan.Piece piece : scan.pieces()) {
        if (piece.console().isEmpty()) {
          nameless = true;
        } else if (piece.count() > 0) {
          RecordedConsole console = piece.console().get();
          segment(journal, console, piece, bytes);
          ends.merge(console, piece.end(), Math::max);
        }
      }
    }
    boolean damaged = nameless || scan.damaged() > 0;
    if (damaged && reported.add(journal.number())) {
      report(journal, scan);
    }
    if (!events.sync(SYNC_TIME)) {
      throw new IOException("the event log does not take the hashes");
    }
    listener.sealed(journal, ends);
    remove(journal, damaged);
    String number = String.format(Locale.ROOT, "%016x-", journal.number());
    hashEvents.removeIf(about -> about.getOrDefault("segment", "").startsWith(number));
    LOG.debug("journal sealed number={} consoles={}", journal.number(), ends.size());
  }

  private void segment(
      JournalName journal, RecordedConsole console, JournalScan.Piece piece, MemorySegment bytes)
      throws IOException {
    SegmentName name = piece.name(journal.number());
    Path folder = disk.dir().segmentsOf(console);
    Path target = folder.resolve(name.toString());
    String hash;
    if (Files.exists(target)) {
      hash = Segment.hash(target);
    } else {
      DataDir.createDurable(folder);
      Path temp = folder.resolve(journal.number() + ".tmp");
      try {
        hash = write(temp, console, piece, bytes);
        DataDir.replace(temp, target);
      } catch (IOException e) {
        Files.deleteIfExists(temp);
        throw e;
      }
    }
    Map<String, String> about = new LinkedHashMap<>();
    about.put("tenant", console.tenant());
    about.put("machine", console.machine());
    about.put("port", Integer.toString(console.port()));
    about.put("segment", name.toString());
    about.put("sha256", hash);
    if (hashEvents.add(about)) {
      events.append(EventKind.RECORDING, Outcome.OK, about);
    }
  }

  private static String write(
      Path temp, RecordedConsole console, JournalScan.Piece piece, MemorySegment bytes)
      throws IOException {
    int number = bytes.get(KIND, piece.at(0) + 12);
    byte[] declaration = JournalWriter.declaration(console, number & 0xff_ffff).array();
    return Segment.write(
        temp,
        frames -> {
          frames.write(declaration);
          byte[] copy = new byte[4096];
          for (int i = 0; i < piece.count(); i++) {
            int size = piece.size(i);
            copy = copy.length < size ? new byte[size] : copy;
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, piece.at(i), copy, 0, size);
            frames.write(copy, 0, size);
          }
        });
  }

  private void report(JournalName journal, JournalScan scan) {
    LOG.warn(
        "journal damaged number={} at={} bytes={}",
        journal.number(),
        scan.firstDamage(),
        scan.damaged());
    events.append(
        EventKind.RECORDING,
        Outcome.FAILED,
        Map.of(
            "reason",
            "journal %d is damaged: %d bytes cannot be read, the first at %d"
                .formatted(journal.number(), scan.damaged(), scan.firstDamage())));
  }

  /** Removes a journal. A damaged one is renamed instead, so that it can be examined. */
  private static void remove(JournalName journal, boolean damaged) throws IOException {
    if (damaged) {
      Path aside = journal.path().resolveSibling(DataDir.name(journal.path()) + ".damaged");
      Files.move(journal.path(), aside, StandardCopyOption.ATOMIC_MOVE);
    } else {
      Files.deleteIfExists(journal.path());
    }
  }
}
