package postern.gateway.machine;

import postern.mux.Console;

/**
 * Is told what happens to machines without an act of a person, on the thread that noticed it.
 * Methods must not wait.
 */
public interface MachineListener {
  /** A console was opened; nobody is attached to it yet. */
  void consoleOpened(Console console);

  /** The machine must be started together with the gateway if it is off. */
  void autostart(LiveMachine machine);

  /** The keeper has ended, and the machines under it with it. */
  void keeperLost(String why);

  /** A machine under the keeper has ended. */
  void machineEnded(LiveMachine machine, String how);

  /** Output was lost because no gateway was running. */
  void outputLost(LiveMachine machine, String line);

  /**
   * A program was ended because its machine was removed, has another owner or another start
   * command.
   *
   * @param machine {@code TENANT/NAME}, or empty if not known
   * @param ended false if it could not be ended
   */
  void programEnded(String name, String machine, boolean ended);
}
