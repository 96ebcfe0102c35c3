package postern.mux.line;

import java.util.concurrent.TimeUnit;

/**
 * How fast one line is read at most: a machine that floods as fast as memory allows would take a
 * host with few processors from all other consoles and from those who look on. Counted in short
 * slices, so that a line that has used up its slice rests for two milliseconds at most. Pure: times
 * are given, in the manner of System.nanoTime.
 */
final class ReadingPace {
  /** Bytes a second; no serial port and hardly a virtual one comes near either of them. */
  private static final long MOST = 400_000_000L;

  private static final long LEAST = 25_000_000L;

  /** Unread parts of the ring at which it begins to be slower, and is slowest. */
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
   * The more of the ring is unread, the slower: those who watch get all of a flood at the speed at
   * which they read, and nothing is read at their cost that they will not see.
   */
  void ease(double unread) {
    double eased = Math.clamp((unread - EARLY) / (LATE - EARLY), 0, 1);
    sliceBytes = inSlice(MOST - (long) (eased * (MOST - LEAST)));
  }

  /**
   * These were read.
   *
   * @return how long to rest now, nanoseconds; 0 or less for not at all
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
