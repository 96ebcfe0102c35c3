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
 * What was found in the recordings when the store was opened.
 *
 * @param nextJournal higher than any number used before
 * @param sealedEnds offsets after the last byte in segments
 * @param ends offsets after the last byte in segments, journals and events
 * @param typed bytes typed by session, as far as journals hold them
 * @param lastFrame time of the last frame in a journal
 */
public record RecoveredRecordings(
    long nextJournal,
    Map<RecordedConsole, Long> sealedEnds,
    Map<RecordedConsole, Long> ends,
    Map<String, Long> typed,
    Optional<Instant> lastFrame) {
  private static final Logger LOG = LoggerFactory.getLogger(RecoveredRecordings.class);

  /** Returns a copy with the ends that events report, so that no offset is used twice. */
  public RecoveredRecordings withReportedEnds(Map<RecordedConsole, Long> reported) {
    Map<RecordedConsole, Long> all = new HashMap<>(ends);
    reported.forEach((console, end) -> all.merge(console, end, Math::max));
    return new RecoveredRecordings(nextJournal, sealedEnds, all, typed, lastFrame);
  }

  /**
   * Reads all journals and sets unfinished tails aside. Without a checkpoint lists all segments.
   */
  public static RecoveredRecordings from(DataDir dir, Optional<SealedState> checkpoint)
      throws IOException {
    SealedState known = checkpoint.isPresent() ? checkpoint.get() : list(dir);
    long next = known.nextJournal();
    Map<RecordedConsole, Long> ends = new HashMap<>(known.ends());
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
    return new RecoveredRecordings(next, known.ends(), ends, typed, lastFrame);
  }

  private static SealedState list(DataDir dir) throws IOException {
    long next = 1;
    Map<RecordedConsole, Long> sealed = new HashMap<>();
    for (RecordedConsole console : dir.consolesWithSegments()) {
      for (SegmentName segment : SegmentName.all(dir.segmentsOf(console))) {
        next = Math.max(next, segment.journal() + 1);
        sealed.merge(console, segment.end(), Math::max);
      }
    }
    return new SealedState(next, sealed);
  }

  private static void cut(JournalName journal, JournalScan scan) throws IOException {
    if (scan.size() > scan.wholeEnd()) {
      SetAside.tail(journal.path(), scan.wholeEnd());
    }
  }

  /** Returns the consoles that have a recording, from the files alone. */
  public static List<RecordedConsole> consoles(DataDir dir) throws IOException {
    List<RecordedConsole> found = new ArrayList<>();
    for (JournalName journal : JournalName.all(dir)) {
      try {
        JournalScan.of(journal).pieces().stream()
            .flatMap(piece -> piece.console().stream())
            .forEach(found::add);
      } catch (java.nio.file.NoSuchFileException e) {
        LOG.debug("journal sealed in the meantime number={}", journal.number());
      } catch (IOException e) {
        LOG.warn("journal not read number={} reason={}", journal.number(), e.toString());
      }
    }
    found.addAll(dir.consolesWithSegments());
    return found.stream().distinct().toList();
  }

  /**
   * Returns how many bytes a session typed, as far as segments hold them.
   *
   * @param untilNanos the {@link System#nanoTime} at which to stop reading
   */
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
