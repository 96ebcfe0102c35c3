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
   * As {@link #act}, but where the act starts the machine, it starts as {@code address} says; every
   * later start does so too, until it is said otherwise. For machines that Postern itself starts.
   *
   * @param address the same machine, with other words to start it
   */
  PowerOutcome startAs(
      MachineAddress address, PowerAction action, ConsoleEvidence console, Duration limit);

  /**
   * Breaks the console's line by way of the backend, where the line itself cannot (QEMU's chardev).
   */
  default Optional<String> sendBreak() {
    return Optional.of("this machine's backend has no break");
  }

  /**
   * Presses SysRq and {@code key} by way of the backend, where a break on the console cannot (a
   * User-Mode Linux guest).
   *
   * @return why not, or empty when it was done
   */
  default Optional<String> sendSysRq(char key) {
    return Optional.of("this machine's backend has no SysRq");
  }

  /**
   * Bytes of console output that the keeper had to drop because nobody took them, ever; it grows
   * only while the console's socket is not read. What was dropped came just before the first byte
   * that is read next.
   */
  default long bytesLost() {
    return 0;
  }

  /** Stops watching the backend; touches no machine. */
  @Override
  void close();
}
