package postern.tui;

import java.util.Optional;

/**
 * What the text UI shows, so that a person can come back to it.
 *
 * @param machine the selected row of the machines' page
 * @param session the selected row of the sessions' page
 * @param machineFilter empty for all machines
 * @param sessionFilter empty for all sessions
 * @param message shown in the status line at first; may be empty
 */
public record ViewState(
    Page page,
    Optional<MachineRef> machine,
    Optional<String> session,
    String machineFilter,
    String sessionFilter,
    String message) {
  public enum Page {
    MACHINES,
    SESSIONS
  }

  /** The machines, with the first one selected. */
  public static ViewState start() {
    return new ViewState(Page.MACHINES, Optional.empty(), Optional.empty(), "", "", "");
  }

  /** The same state with another message in the status line. */
  public ViewState withMessage(String text) {
    return new ViewState(page, machine, session, machineFilter, sessionFilter, text);
  }
}
