package postern.audit.recording;

import java.io.IOException;
import java.time.Instant;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import postern.audit.Damage;
import postern.audit.Frame;
import postern.audit.disk.DataDir;
import postern.audit.disk.RegularFile;

/**
 * Finds what is missing in the output of one console while its files are read in order: offsets
 * that no frame has, by the frame behind them, by the names of segments, or by what is known of the
 * end. Each becomes a gap that says why.
 */
final class Holes {
  private static final long MILLI = 1_000_000;

  private final DataDir dir;
  private final FrameRange range;
  private final long knownEnd;

  /** Behind the last output seen. */
  private long reached;

  private long lastWall;

  /** Damage that may have cost frames of this console, until it is known whether it did. */
  private @Nullable Damage doubt;

  private @Nullable FrameInput noted;
  private long notedBytes;

  Holes(DataDir dir, FrameRange range, long knownEnd) {
    this.dir = dir;
    this.range = range;
    long end = range.span().isPresent() && range.to() < Long.MAX_VALUE ? range.to() : 0;
    this.knownEnd = Math.max(knownEnd, end);
  }

  /** Offset behind the last output seen. */
  long reached() {
    return reached;
  }

  /** A segment that is not read: its name tells what it has. */
  void passed(FrameSource.OfSegment segment, Deque<Frame> ready) {
    upTo(segment.name().start(), segment.name().first() * MILLI, segment, ready);
    reached = Math.max(reached, segment.name().end());
    lastWall = segment.name().last() * MILLI;
  }

  /** Before a frame is taken. */
  void before(RawFrame frame, FrameSource from, FrameInput in, Deque<Frame> ready) {
    note(from, in);
    long start = frame.end() - frame.bytes();
    upTo(start, frame.wall(), from, ready);
    if (frame.type() == RawFrame.OUTPUT || frame.type() == RawFrame.GAP) {
      doubt = null; // told now, or it cost nothing of this console
    }
    reached = Math.max(reached, frame.end());
    lastWall = frame.wall();
  }

  /** Keeps in mind that bytes of a file were stepped over. */
  private void note(FrameSource from, FrameInput in) {
    if (noted != in) {
      noted = in;
      notedBytes = 0;
    }
    if (in.damaged() > notedBytes) {
      notedBytes = in.damaged();
      doubt = new Damage(name(from), in.firstDamage(), in.damaged() + " bytes make no sense");
    }
  }

  /** A file was read to its end. */
  void closed(FrameSource from, FrameInput in, boolean last, Deque<Frame> ready)
      throws IOException {
    note(from, in);
    if (from instanceof FrameSource.OfSegment segment) {
      upTo(segment.name().end(), segment.name().last() * MILLI, segment, ready);
    } else if (from instanceof FrameSource.OfJournal journal
        && !last
        && journal.file().size() > in.wholeEnd()) {
      doubt = new Damage(name(from), in.wholeEnd(), "what is there makes no sense");
    }
  }

  /** A file cannot be read, or not to its end. */
  void unreadable(FrameSource from, IOException why, Deque<Frame> ready) {
    doubt = new Damage(name(from), 0, "it cannot be read: " + RegularFile.why(why));
    if (from instanceof FrameSource.OfSegment segment) {
      upTo(segment.name().end(), segment.name().last() * MILLI, segment, ready);
    }
  }

  /** All files were read. */
  void end(Deque<Frame> ready) {
    if (range.until().isEmpty() || range.span().isPresent()) {
      if (doubt == null && knownEnd > reached) {
        doubt = new Damage("events", 0, "events tell of it, and no file has it");
      }
      upTo(knownEnd, lastWall, null, ready);
    }
    Damage left = doubt;
    if (left != null) {
      ready.add(new Frame.Gap(time(lastWall), 0, 0, reached, Optional.of(left)));
    }
  }

  private void upTo(long offset, long wall, @Nullable FrameSource next, Deque<Frame> ready) {
    if (offset <= reached) {
      return;
    }
    long from = Math.max(reached, range.from());
    long to = Math.min(offset, range.to());
    Damage known = doubt;
    Damage why =
        known != null || next == null
            ? known
            : new Damage(name(next), 0, "the file before this one is gone");
    if (to > from && why != null && range.holdsBetween(lastWall, wall)) {
      String what = "output from offset %d to %d is missing: %s".formatted(from, to, why.what());
      Damage told = new Damage(why.file(), why.at(), what);
      ready.add(new Frame.Gap(time(wall), 0, to - from, to, Optional.of(told)));
    }
    doubt = null;
    reached = offset;
  }

  private String name(FrameSource from) {
    return dir.root().relativize(from.path()).toString();
  }

  private static Instant time(long wall) {
    return Instant.ofEpochSecond(
        Math.floorDiv(wall, 1_000_000_000L), Math.floorMod(wall, 1_000_000_000L));
  }
}
