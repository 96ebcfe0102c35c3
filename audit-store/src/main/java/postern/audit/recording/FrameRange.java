package postern.audit.recording;

import java.time.Instant;
import java.util.Optional;

/**
 * Which frames of a console.
 *
 * @param since wall clock of the first
 * @param until wall clock that the last is before
 * @param fromOffset offset that the output of the first ends behind; 0 for all
 */
public record FrameRange(Optional<Instant> since, Optional<Instant> until, long fromOffset) {
  boolean mayTouch(SegmentName segment) {
    return (fromOffset == 0 || segment.end() > fromOffset)
        && since.map(time -> segment.last() >= time.toEpochMilli()).orElse(true)
        && until.map(time -> segment.first() <= time.toEpochMilli()).orElse(true);
  }

  boolean holds(RawFrame frame) {
    return since.map(time -> frame.wall() >= RawFrame.wall(time)).orElse(true)
        && until.map(time -> frame.wall() < RawFrame.wall(time)).orElse(true);
  }
}
