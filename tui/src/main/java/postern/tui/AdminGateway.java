package postern.tui;

import java.util.List;

/**
 * What one admin sees and does through the text UI. The gateway implements it: it checks the
 * admin's permission for each act and records the act. Any thread may call.
 */
public interface AdminGateway {
  /**
   * Whether the person is still an admin. Returns at once. A change is reported like a change of
   * the lists.
   */
  boolean isAdmin();

  /** All machines, in any order. Returns at once and does not wait for a backend. */
  List<MachineRow> machines();

  /** All live sessions, in any order. Returns at once. */
  List<SessionRow> sessions();

  /** What is wrong now, the worst first. Returns at once. */
  List<Alert> alerts();

  /**
   * Calls the listener whenever the lists may have changed. The listener returns at once and may be
   * called as often as bytes arrive. Growing ages are not a change.
   */
  Subscription onChange(Runnable listener);

  /** Ends a live session. May block; called on its own thread. */
  ActOutcome endSession(String id, String reason);

  /** Performs a power action. Blocks until its result is seen; called on its own thread. */
  ActOutcome power(MachineRef machine, PowerMenuItem item);

  /** Ends the calls of {@link #onChange}. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
