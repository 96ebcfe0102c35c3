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

  private static final long EASED = 150_000_000L;

  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private long sliceBytes = inSlice(MOST);
  private long sliceBegan;
  private long read;

  private static long inSlice(long bytesASecond) {
    return bytesASecond * SLICE_NANOS / TimeUnit.SECONDS.toNanos(1);
  }

  /** Slower, or as ever: who looks on is about to miss something and may catch up. */
  void ease(boolean slower) {
    sliceBytes = inSlice(slower ? EASED : MOST);
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
