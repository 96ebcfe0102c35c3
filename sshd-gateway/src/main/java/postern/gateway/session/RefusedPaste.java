package postern.gateway.session;

/**
 * A paste that came while a question was open, in any number of packets. It is neither an answer
 * nor input for the machine, and is over as soon as it pauses. All times are parameters.
 */
final class RefusedPaste {
  /** The packets of a paste follow each other faster than typed keys do, nanoseconds. */
  static final long PAUSE = 100_000_000L;

  /** A bracketed paste is known by its markers and may come over a slow link, nanoseconds. */
  static final long BRACKETED_PAUSE = 1_000_000_000L;

  private long bytes;
  private long ends;

  boolean on() {
    return bytes > 0;
  }

  /**
   * Counts bytes that came. A single byte does not prolong the paste, because it may be a key.
   *
   * @param bracketed whether they belong to a bracketed paste
   */
  void take(int count, boolean bracketed, long arrived) {
    if (count > 1 || bracketed || bytes == 0) {
      ends = arrived + (bracketed ? BRACKETED_PAUSE : PAUSE);
    }
    bytes += count;
  }

  /** Returns when the paste counts as over, System.nanoTime. Valid only while {@link #on}. */
  long ends() {
    return ends;
  }

  /** Ends the paste and returns how many bytes it had. */
  long end() {
    long count = bytes;
    bytes = 0;
    return count;
  }
}
