package postern.gateway.admin;

import java.util.List;
import java.util.Optional;
import postern.gateway.access.Actor;
import postern.gateway.act.Acts;

/** What the commands of an admin act in. */
public record AdminContext(Acts acts, Actor actor, FleetFiles files) {
  /** The configuration files. */
  public interface FleetFiles {
    /** Returns the faults that the last reload found, without reading files. */
    List<String> faults();

    /** Reads the files and returns every fault as {@code file:line: …}. */
    List<String> check();

    /**
     * Reads all files again and applies them.
     *
     * @param yes whether to remove many machines or people at once
     * @param by the full name of the person, for the events of the changes
     */
    Reload reload(boolean yes, String by);

    /** Returns which removals wait for confirmation, and how to confirm them; empty if none do. */
    Optional<String> held();
  }

  /**
   * The result of a reload.
   *
   * @param complete false if removals wait for confirmation
   * @param summary says what changed and what waits
   */
  public record Reload(boolean complete, String summary, List<String> faults) {}
}
