package postern.gateway.session;

/**
 * The end of a client's input. The session ends when everything has been typed and the machine has
 * been quiet for a second.
 */
final class EndOfInput {
  private static final long QUIET = 1_000_000_000L;

  private boolean came;
  private long cameAt;

  void comes(long now) {
    came = true;
    cameAt = now;
  }

  boolean came() {
    return came;
  }

  /** Returns whether the input has ended and the machine has been quiet for a second since. */
  boolean quiet(long lastOutput, long now) {
    return came && now - quietAt(lastOutput) >= 0;
  }

  /** Returns when that will be if the machine says nothing more. */
  long quietAt(long lastOutput) {
    return Math.max(cameAt, lastOutput) + QUIET;
  }
}
