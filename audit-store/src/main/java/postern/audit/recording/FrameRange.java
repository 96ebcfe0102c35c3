package postern.audit.recording;

import java.time.Instant;
import java.util.Optional;
import postern.audit.SessionSpan;

/**
 * Selects frames of a console.
 *
 * @param since time of the first frame
 * @param until time that all frames are before
 * @param fromOffset the output of the first frame ends after this offset; 0 for all
 * @param span of a session, cut by its offsets. Times then count only for frames exactly at its
 *     edges, if there is no monotonic clock
 */
public record FrameRange(
    Optional<Instant> since, Optional<Instant> until, long fromOffset, Optional<SessionSpan> span) {
  public FrameRange(Optional<Instant> since, Optional<Instant> until, long fromOffset) {
    this(since, until, fromOffset, Optional.empty());
  }

  /** Returns the offset before which nothing is wanted. */
  long from() {
    return span.map(SessionSpan::from).orElse(fromOffset);
  }

  /** Returns the offset after which nothing is wanted. */
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

  boolean contains(RawFrame frame) {
    return span.map(slice -> contains(frame, slice)).orElseGet(() -> containsTime(frame.wall()));
  }

  private boolean contains(RawFrame frame, SessionSpan slice) {
    long end = frame.end();
    if (frame.type() == RawFrame.OUTPUT || frame.type() == RawFrame.GAP) {
      return end > slice.from() && end - frame.bytes() < slice.to();
    }
    if (end > slice.from() && end < slice.to()) {
      return true;
    }
    boolean edge = end == slice.from() || end == slice.to();
    return edge
        && (slice.startNanos() == 0 ? containsTime(frame.wall()) : slice.contains(frame.nanos()));
  }

  private boolean containsTime(long wall) {
    return since.map(time -> wall >= RawFrame.wall(time)).orElse(true)
        && until.map(time -> wall < RawFrame.wall(time)).orElse(true);
  }

  /** Returns whether output that is missing between two times may be wanted. */
  boolean overlaps(long wallBefore, long wallAfter) {
    return span.isPresent()
        || (since.map(time -> wallAfter >= RawFrame.wall(time)).orElse(true)
            && until.map(time -> wallBefore < RawFrame.wall(time)).orElse(true));
  }
}
