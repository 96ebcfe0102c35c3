package postern.power;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The power of one machine. Methods block, so call them on a virtual thread. Each returns within
 * its limit.
 */
public interface Machine extends AutoCloseable {
  /** Asks the backend for the state now, within 5 s. */
  PowerState state();

  /** The actions that the backend supports. */
  Set<PowerAction> actions();

  /**
   * Performs an action and waits until its result is seen, for at most {@code limit}. A machine has
   * one action at a time; a second one is {@link PowerOutcome.Busy}.
   */
  PowerOutcome perform(PowerAction action, ConsoleEvidence console, Duration limit);

  /**
   * Does the same as {@link #perform}, but if the action starts the machine, it is started as
   * {@code address} says. Later starts use that address too, until it is changed again. For
   * machines that Postern starts itself.
   *
   * @param address the same machine with another start command
   */
  PowerOutcome startAs(
      MachineAddress address, PowerAction action, ConsoleEvidence console, Duration limit);

  /**
   * Sends a break through the backend, for lines that cannot carry one (QEMU's character devices).
   *
   * @return why it was not sent, or empty if it was
   */
  Optional<String> sendBreak();

  /**
   * Sends SysRq and a key through the backend, for machines where a break on the console does not
   * do it (User-Mode Linux).
   *
   * @return why it was not sent, or empty if it was
   */
  Optional<String> sendSysRq(char key);

  /**
   * The number of bytes of console output that the keeper has ever dropped because nobody read
   * them. It grows only while the console's socket is not read. The dropped bytes came just before
   * the next byte that is read.
   */
  long bytesLost();

  /** Stops watching the backend. The machine is not affected. */
  @Override
  void close();
}
