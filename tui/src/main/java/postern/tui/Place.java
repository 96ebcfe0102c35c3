package postern.tui;

import java.util.Optional;

/**
 * Where in the control room a person is, to come back to.
 *
 * @param machine selected on the machines' screen
 * @param session selected on the sessions' screen
 * @param machineFilter empty shows all
 * @param sessionFilter empty shows all
 * @param word shown in the status line at the beginning; may be empty
 */
public record Place(
    Page page,
    Optional<MachineRef> machine,
    Optional<String> session,
    String machineFilter,
    String sessionFilter,
    String word) {
  public enum Page {
    MACHINES,
    SESSIONS
  }

  /** The machines, the first one selected. */
  public static Place start() {
    return new Place(Page.MACHINES, Optional.empty(), Optional.empty(), "", "", "");
  }

  /** The same place with something to say in the status line. */
  public Place saying(String text) {
    return new Place(page, machine, session, machineFilter, sessionFilter, text);
  }
}
