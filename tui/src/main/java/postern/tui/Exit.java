package postern.tui;

/** How the text UI ended. The terminal has been restored. */
public sealed interface Exit {
  /** The person quit. */
  record Quit() implements Exit {}

  /**
   * The person wants to attach to a machine.
   *
   * @param back where a new text UI starts afterwards
   */
  record Attach(MachineRef machine, ViewState back) implements Exit {}

  /** The person is no longer an admin. */
  record Withdrawn() implements Exit {}

  /** The client disconnected. */
  record Disconnected() implements Exit {}
}
