package postern.audit;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/** A piece of a console's recording. */
public sealed interface Frame {
  /** The time by the wall clock, as it was set then. */
  Instant time();

  /** The same time by the gateway's monotonic clock; comparable within one process only. */
  long nanos();

  /** Output of the machine; {@code endOffset} is the offset after the last byte. */
  record Output(Instant time, long nanos, ByteBuffer bytes, long endOffset) implements Frame {}

  /**
   * Missing output: the bytes before {@code endOffset}.
   *
   * @param damage why they are missing; empty if they were shown but could not be recorded
   */
  record Gap(Instant time, long nanos, long bytes, long endOffset, Optional<Damage> damage)
      implements Frame {}

  /** Somebody typed this many bytes; the content is not recorded. */
  record Typed(Instant time, long nanos, String session, int bytes) implements Frame {}

  /**
   * Something that happened at the console.
   *
   * @param what the word of a {@link MarkKind} or, in the frames of a session, of an {@link
   *     EventKind}
   */
  record Mark(Instant time, long nanos, String what, String text) implements Frame {}
}
