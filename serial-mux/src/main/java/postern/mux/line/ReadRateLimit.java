package postern.mux.line;

import java.util.concurrent.TimeUnit;

/**
 * Limits the reading rate of one line. A machine that floods at memory speed would take the
 * processors of a small host from all other consoles and from the people who watch. The rate is
 * counted in short slices, so that a line that has used up its slice rests for at most two
 * milliseconds. Pure: the caller passes {@link System#nanoTime} values.
 */
final class ReadRateLimit {
  /** Bytes per second. Serial ports and nearly all virtual ones stay far below both limits. */
  private static final long MOST = 400_000_000L;

  private static final long LEAST = 25_000_000L;

  /** The unread parts of the ring at which the limit starts to fall and is lowest. */
  private static final double EARLY = 0.25;

  private static final double LATE = 0.75;

  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private long sliceBytes = inSlice(MOST);
  private long sliceBegan;
  private long read;

  private static long inSlice(long bytesASecond) {
    return bytesASecond * SLICE_NANOS / TimeUnit.SECONDS.toNanos(1);
  }

  /**
   * Lowers the limit as more of the ring is unread. Participants then get all of a flood at their
   * own reading speed, and no output is read only to be skipped.
   */
  void ease(double unread) {
    double eased = Math.clamp((unread - EARLY) / (LATE - EARLY), 0, 1);
    sliceBytes = inSlice(MOST - (long) (eased * (MOST - LEAST)));
  }

  /**
   * Counts bytes that were read.
   *
   * @return how long to rest now, in nanoseconds; 0 or less for not at all
   */
  long after(int bytes, long now) {
    long slices = (now - sliceBegan) / SLICE_NANOS;
    if (slices > 0) {
      sliceBegan = now;
      read = Math.max(0, read - slices * sliceBytes);
    }
    read += bytes;
    return read < sliceBytes ? 0 : sliceBegan + SLICE_NANOS - now;
  }
}
