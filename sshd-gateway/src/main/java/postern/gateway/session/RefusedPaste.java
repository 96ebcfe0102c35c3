package postern.gateway.session;

/**
 * The rest of what was pasted at a question, in as many packets as it takes: it was no answer, and
 * half a paste is nothing for the machine. Over as soon as it pauses. Pure: times are given.
 */
final class RefusedPaste {
  /** The packets of a paste follow each other quicker than keys do, nanoseconds. */
  static final long PAUSE = 100_000_000L;

  /** Between its markers a paste is known as one, however slow the link is, nanoseconds. */
  static final long MARKED_PAUSE = 1_000_000_000L;

  private long bytes;
  private long ends;

  boolean on() {
    return bytes > 0;
  }

  /**
   * Takes what came; a lone byte may be a key again and prolongs nothing.
   *
   * @param marked it lies in a bracketed paste
   */
  void take(int count, boolean marked, long arrived) {
    if (count > 1 || marked || bytes == 0) {
      ends = arrived + (marked ? MARKED_PAUSE : PAUSE);
    }
    bytes += count;
  }

  /** When it counts as over, System.nanoTime; only while {@link #on}. */
  long ends() {
    return ends;
  }

  /** Ends it, and says how many bytes it had. */
  long end() {
    long had = bytes;
    bytes = 0;
    return had;
  }
}
