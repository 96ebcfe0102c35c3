package postern.audit;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/** One piece of a console's recording, in order. */
public sealed interface Frame {
  /** When it happened, by the wall clock of that time. */
  Instant time();

  /**
   * The same moment on the gateway's monotonic clock, nanoseconds; comparable within one run of it.
   */
  long nanos();

  /** The machine said this; {@code endOffset} stands behind the last byte. */
  record Output(Instant time, long nanos, ByteBuffer bytes, long endOffset) implements Frame {}

  /**
   * So many bytes before {@code endOffset} are not here.
   *
   * @param damage why, where they were recorded; empty where they were shown and could not be
   */
  record Gap(Instant time, long nanos, long bytes, long endOffset, Optional<Damage> damage)
      implements Frame {}

  /** Someone typed so many bytes; without content. */
  record Typed(Instant time, long nanos, String session, int bytes) implements Frame {}

  /** Joins, leaves, line up and down, keyboard, power: a word and its words. */
  record Mark(Instant time, long nanos, String what, String text) implements Frame {}
}
