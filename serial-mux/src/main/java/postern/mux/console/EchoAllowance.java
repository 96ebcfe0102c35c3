package postern.mux.console;

/**
 * What share of the time may go into waiting for echoes, over all consoles: a twentieth of one
 * processor. Any thread.
 */
final class EchoAllowance {
  private static final long SHARE = 20;
  private static final long MOST_SAVED_NANOS = 10_000_000;

  private long saved = MOST_SAVED_NANOS;
  private long savedAt;

  /**
   * @param now of {@link System#nanoTime}, as in all of it
   */
  EchoAllowance(long now) {
    savedAt = now;
  }

  /** Whether anything of it is left. */
  synchronized boolean left(long now) {
    saved = Math.min(MOST_SAVED_NANOS, saved + (now - savedAt) / SHARE);
    savedAt = now;
    return saved > 0;
  }

  /** However long it was (a host may be stopped for hours): soon there is some again. */
  synchronized void spend(long nanos) {
    saved = Math.max(-MOST_SAVED_NANOS, saved - nanos);
  }
}
