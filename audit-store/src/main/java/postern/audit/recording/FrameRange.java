package postern.audit.recording;

import java.time.Instant;
import java.util.Optional;
import postern.audit.SessionSpan;

/**
 * Which frames of a console.
 *
 * @param since wall clock of the first
 * @param until wall clock that the last is before
 * @param fromOffset offset that the output of the first ends behind; 0 for all
 * @param span of a session, cut by its offsets; wall clocks then only count for what stands at its
 *     very edges, where there is no monotonic clock to tell
 */
public record FrameRange(
    Optional<Instant> since, Optional<Instant> until, long fromOffset, Optional<SessionSpan> span) {
  public FrameRange(Optional<Instant> since, Optional<Instant> until, long fromOffset) {
    this(since, until, fromOffset, Optional.empty());
  }

  /** Offset before which nothing is wanted. */
  long from() {
    return span.map(SessionSpan::from).orElse(fromOffset);
  }

  /** Offset behind which nothing is wanted. */
  long to() {
    return span.map(SessionSpan::to).orElse(Long.MAX_VALUE);
  }

  boolean mayTouch(SegmentName segment) {
    if (span.isPresent()) {
      return segment.end() >= from() && segment.start() <= to();
    }
    return (fromOffset == 0 || segment.end() > fromOffset)
        && since.map(time -> segment.last() >= time.toEpochMilli()).orElse(true)
        && until.map(time -> segment.first() <= time.toEpochMilli()).orElse(true);
  }

  boolean holds(RawFrame frame) {
    return span.map(slice -> holds(frame, slice)).orElseGet(() -> holdsTime(frame.wall()));
  }

  private boolean holds(RawFrame frame, SessionSpan slice) {
    long end = frame.end();
    if (frame.type() == RawFrame.OUTPUT || frame.type() == RawFrame.GAP) {
      return end > slice.from() && end - frame.bytes() < slice.to();
    }
    if (end > slice.from() && end < slice.to()) {
      return true;
    }
    boolean edge = end == slice.from() || end == slice.to();
    return edge && (slice.begun() == 0 ? holdsTime(frame.wall()) : slice.holds(frame.nanos()));
  }

  private boolean holdsTime(long wall) {
    return since.map(time -> wall >= RawFrame.wall(time)).orElse(true)
        && until.map(time -> wall < RawFrame.wall(time)).orElse(true);
  }

  /** Whether what is missing between two moments may be wanted. */
  boolean holdsBetween(long wallBefore, long wallBehind) {
    return span.isPresent()
        || (since.map(time -> wallBehind >= RawFrame.wall(time)).orElse(true)
            && until.map(time -> wallBefore < RawFrame.wall(time)).orElse(true));
  }
}
