package postern.audit.recording;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.RecordedConsole;
import postern.audit.disk.DataDir;
import postern.audit.disk.SetAside;

/**
 * What the recordings hold when the store is opened.
 *
 * @param nextJournal higher than any number used before
 * @param sealed offsets behind the last byte in segments
 * @param ends offsets behind the last byte at all
 * @param typed bytes typed by session, as far as journals hold them
 * @param lastFrame wall clock of the last frame in a journal
 */
public record Recovered(
    long nextJournal,
    Map<RecordedConsole, Long> sealed,
    Map<RecordedConsole, Long> ends,
    Map<String, Long> typed,
    Optional<Instant> lastFrame) {
  private static final Logger LOG = LoggerFactory.getLogger(Recovered.class);

  /** What a checkpoint knows of segments. */
  public record Known(long nextJournal, Map<RecordedConsole, Long> sealed) {}

  /** With what events tell of the ends of consoles, so that no offset is given twice. */
  public Recovered knowing(Map<RecordedConsole, Long> told) {
    Map<RecordedConsole, Long> all = new HashMap<>(ends);
    told.forEach((console, end) -> all.merge(console, end, Math::max));
    return new Recovered(nextJournal, sealed, all, typed, lastFrame);
  }

  /** Sets unfinished tails aside; without a checkpoint lists all segments. */
  public static Recovered from(DataDir dir, Optional<Known> checkpoint) throws IOException {
    Known known = checkpoint.isPresent() ? checkpoint.get() : list(dir);
    long next = known.nextJournal();
    Map<RecordedConsole, Long> ends = new HashMap<>(known.sealed());
    Map<String, Long> typed = new HashMap<>();
    long lastWall = 0;
    for (JournalName journal : JournalName.all(dir)) {
      next = Math.max(next, journal.number() + 1);
      JournalScan scan;
      try {
        scan = JournalScan.of(journal);
        cut(journal, scan);
      } catch (IOException e) {
        LOG.warn("journal not read number={} reason={}", journal.number(), e.toString());
        continue;
      }
      for (JournalScan.Piece piece : scan.pieces()) {
        piece.console().ifPresent(console -> ends.merge(console, piece.end(), Math::max));
      }
      scan.typed().forEach((session, bytes) -> typed.merge(session, bytes, Long::sum));
      lastWall = scan.lastWall() == 0 ? lastWall : scan.lastWall();
    }
    Optional<Instant> lastFrame =
        lastWall == 0
            ? Optional.empty()
            : Optional.of(
                Instant.ofEpochSecond(lastWall / 1_000_000_000L, lastWall % 1_000_000_000L));
    return new Recovered(next, known.sealed(), ends, typed, lastFrame);
  }

  private static Known list(DataDir dir) throws IOException {
    long next = 1;
    Map<RecordedConsole, Long> sealed = new HashMap<>();
    for (RecordedConsole console : dir.consolesWithSegments()) {
      for (SegmentName segment : SegmentName.all(dir.segmentsOf(console))) {
        next = Math.max(next, segment.journal() + 1);
        sealed.merge(console, segment.end(), Math::max);
      }
    }
    return new Known(next, sealed);
  }

  private static void cut(JournalName journal, JournalScan scan) throws IOException {
    if (scan.size() > scan.wholeEnd()) {
      SetAside.tail(journal.path(), scan.wholeEnd());
    }
  }

  /** Consoles that anything is recorded of, from the files alone. */
  public static List<RecordedConsole> consoles(DataDir dir) throws IOException {
    List<RecordedConsole> found = new ArrayList<>();
    for (JournalName journal : JournalName.all(dir)) {
      try {
        JournalScan.of(journal).pieces().stream()
            .flatMap(piece -> piece.console().stream())
            .forEach(found::add);
      } catch (java.nio.file.NoSuchFileException e) {
        LOG.debug("journal sealed meanwhile number={}", journal.number());
      } catch (IOException e) {
        LOG.warn("journal not read number={} reason={}", journal.number(), e.toString());
      }
    }
    found.addAll(dir.consolesWithSegments());
    return found.stream().distinct().toList();
  }

  /** Bytes that a session typed, as far as segments hold them, read no longer than allowed. */
  public static long typedInSegments(
      DataDir dir, RecordedConsole console, String session, long fromOffset, long untilNanos)
      throws IOException {
    long sum = 0;
    for (SegmentName name : SegmentName.all(dir.segmentsOf(console))) {
      if (name.end() < fromOffset || System.nanoTime() - untilNanos > 0) {
        continue;
      }
      try (FrameInput in = Segment.open(dir.segmentsOf(console).resolve(name.toString()))) {
        for (RawFrame frame = in.next(); frame != null; frame = in.next()) {
          if (frame.type() == RawFrame.TYPED
              && frame.decoded().orElse(null) instanceof postern.audit.Frame.Typed typed
              && typed.session().equals(session)) {
            sum += typed.bytes();
          }
        }
      } catch (IOException e) {
        LOG.warn("segment not read name={} reason={}", name, e.toString());
      }
    }
    return sum;
  }
}
