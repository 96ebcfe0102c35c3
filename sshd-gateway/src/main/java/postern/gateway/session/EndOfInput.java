package postern.gateway.session;

/** A client that sends no more: its session ends once all was typed and the machine was quiet. */
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

  /** It came and the machine has been quiet for a second since. */
  boolean quiet(long lastOutput, long now) {
    return came && now - quietAt(lastOutput) >= 0;
  }

  /** When that will be, if nothing more is said. */
  long quietAt(long lastOutput) {
    return Math.max(cameAt, lastOutput) + QUIET;
  }
}
