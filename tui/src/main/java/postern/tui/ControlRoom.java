package postern.tui;

import java.util.List;

/**
 * What the control room shows and does, in its own words. The acts check what this admin may do and
 * are recorded behind this interface. Everything may be called from any thread.
 */
public interface ControlRoom {
  /** Whether this admin still is one; quick. A change of it is told as one of the lists is. */
  boolean admitted();

  /** Every machine, in any order; quick, and without waiting for a backend. */
  List<MachineRow> machines();

  /** Every live session, in any order; quick. */
  List<SessionRow> sessions();

  /** What is wrong now, worst first; quick. */
  List<Alert> alerts();

  /**
   * Calls this whenever what the lists say may have changed. The call is cheap, never waits and may
   * come as often as bytes arrive; ages alone are no change.
   */
  Watch onChange(Runnable changed);

  /** Ends a live session. May wait; called on a thread of its own. */
  ActOutcome endSession(String id, String reason);

  /** Acts on a machine's power. May wait as long as it takes to see it; on a thread of its own. */
  ActOutcome power(MachineRef machine, PowerVerb verb);

  /** Ends the calls of {@link #onChange}. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
