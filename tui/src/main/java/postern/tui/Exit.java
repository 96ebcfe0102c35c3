package postern.tui;

/** How the control room was left; the person's screen is restored by then. */
public sealed interface Exit {
  /** On the person's word. */
  record Quit() implements Exit {}

  /** The person wants this console; afterwards a new control room may begin at that place. */
  record Attach(MachineRef machine, Place back) implements Exit {}

  /** The person is no longer an admin. */
  record Withdrawn() implements Exit {}

  /** The client went away. */
  record Gone() implements Exit {}
}
