package postern.gateway.machine;

import postern.mux.Console;

/**
 * What becomes of machines without anybody acting. Called on the thread that found it out; must not
 * wait.
 */
public interface MachineListener {
  /** A console is there; nobody can be attached to it yet. */
  void consoleOpened(Console console);

  /** The machine is to start with the gateway, if it is off. */
  void autostart(LiveMachine machine);

  /** The keeper is gone, and the machines that it ran with it. */
  void keeperLost(String why);

  /** A machine that the keeper ran has ended. */
  void machineEnded(LiveMachine machine, String how);

  /** Output was lost while no gateway was there to take it. */
  void outputLost(LiveMachine machine, String line);

  /**
   * A program was ended that ran for a machine which is gone or runs otherwise now.
   *
   * @param machine {@code TENANT/NAME}; empty where nobody knows
   * @param ended false if it could not be ended
   */
  void programEnded(String name, String machine, boolean ended);
}
