package postern.power;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * One machine's power. Methods block (use a virtual thread) and always return within their limit.
 */
public interface Machine extends AutoCloseable {
  /** Asked of the backend now, within 5 s. */
  PowerState state();

  /** What this backend can do at all. */
  Set<PowerAction> actions();

  /**
   * Does it and waits until it was seen, at most {@code limit}. One act at a time: a second is
   * {@link PowerOutcome.Busy}.
   */
  PowerOutcome act(PowerAction action, ConsoleEvidence console, Duration limit);

  /**
   * Breaks the console's line by way of the backend, where the line itself cannot (QEMU's chardev).
   */
  default Optional<String> sendBreak() {
    return Optional.of("this machine's backend has no break");
  }

  /** Stops watching the backend; touches no machine. */
  @Override
  void close();
}
