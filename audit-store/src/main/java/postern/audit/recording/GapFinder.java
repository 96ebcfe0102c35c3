package postern.audit.recording;

import java.io.IOException;
import java.time.Instant;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import postern.audit.Damage;
import postern.audit.Frame;
import postern.audit.disk.DataDir;
import postern.audit.disk.DiskErrors;

/**
 * Finds missing output of one console while its files are read in order. It compares offsets with
 * those of the next frame, with the names of segments and with the known end of the output. Each
 * missing range becomes a gap frame that says why.
 */
final class GapFinder {
  private static final long MILLI = 1_000_000;

  private final DataDir dir;
  private final FrameRange range;
  private final long knownEnd;

  /** Offset after the last output seen. */
  private long reached;

  private long lastWall;

  /** Damage that may explain the next missing range. */
  private @Nullable Damage suspect;

  private @Nullable FrameInput current;
  private long damagedBytes;

  GapFinder(DataDir dir, FrameRange range, long knownEnd) {
    this.dir = dir;
    this.range = range;
    long end = range.span().isPresent() && range.to() < Long.MAX_VALUE ? range.to() : 0;
    this.knownEnd = Math.max(knownEnd, end);
  }

  /** Returns the offset after the last output seen. */
  long reached() {
    return reached;
  }

  /** Handles a segment that is not read; its name has the offsets. */
  void skipped(FrameSource.SegmentSource segment, Deque<Frame> ready) {
    upTo(segment.name().start(), segment.name().first() * MILLI, segment, ready);
    reached = Math.max(reached, segment.name().end());
    lastWall = segment.name().last() * MILLI;
  }

  /** Handles a frame, before it is delivered. */
  void frame(RawFrame frame, FrameSource from, FrameInput in, Deque<Frame> ready) {
    noteDamage(from, in);
    long start = frame.end() - frame.bytes();
    upTo(start, frame.wall(), from, ready);
    if (frame.type() == RawFrame.OUTPUT || frame.type() == RawFrame.GAP) {
      suspect = null; // reported now, or it affected no output of this console
    }
    reached = Math.max(reached, frame.end());
    lastWall = frame.wall();
  }

  /** Remembers damage that the input has skipped since the last call. */
  private void noteDamage(FrameSource from, FrameInput in) {
    if (current != in) {
      current = in;
      damagedBytes = 0;
    }
    if (in.damaged() > damagedBytes) {
      damagedBytes = in.damaged();
      suspect = new Damage(name(from), in.firstDamage(), in.damaged() + " bytes cannot be read");
    }
  }

  /** Handles a file that was read to its end. */
  void ended(FrameSource from, FrameInput in, boolean last, Deque<Frame> ready) throws IOException {
    noteDamage(from, in);
    if (from instanceof FrameSource.SegmentSource segment) {
      upTo(segment.name().end(), segment.name().last() * MILLI, segment, ready);
    } else if (from instanceof FrameSource.JournalSource journal
        && !last
        && journal.file().size() > in.wholeEnd()) {
      suspect = new Damage(name(from), in.wholeEnd(), "the rest cannot be read");
    }
  }

  /** Handles a file that cannot be read to its end. */
  void unreadable(FrameSource from, IOException why, Deque<Frame> ready) {
    suspect = new Damage(name(from), 0, "it cannot be read: " + DiskErrors.reading(why));
    if (from instanceof FrameSource.SegmentSource segment) {
      upTo(segment.name().end(), segment.name().last() * MILLI, segment, ready);
    }
  }

  /** Handles the end of the last file. */
  void allEnded(Deque<Frame> ready) {
    if (range.until().isEmpty() || range.span().isPresent()) {
      if (suspect == null && knownEnd > reached) {
        suspect = new Damage("events", 0, "events report it, but no file has it");
      }
      upTo(knownEnd, lastWall, null, ready);
    }
    Damage left = suspect;
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
    Damage known = suspect;
    Damage why =
        known != null || next == null
            ? known
            : new Damage(name(next), 0, "the file before this one is gone");
    if (to > from && why != null && range.overlaps(lastWall, wall)) {
      String what = "output from offset %d to %d is missing: %s".formatted(from, to, why.what());
      Damage damage = new Damage(why.file(), why.at(), what);
      ready.add(new Frame.Gap(time(wall), 0, to - from, to, Optional.of(damage)));
    }
    suspect = null;
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
