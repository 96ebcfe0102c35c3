package postern.gateway.admin;

import java.util.List;
import java.util.Optional;
import postern.gateway.access.Actor;
import postern.gateway.act.Acts;

/** An admin's commands, on everything. */
public record AdminContext(Acts acts, Actor actor, FleetFiles files) {
  /** The configuration files, as far as admins handle them here. */
  public interface FleetFiles {
    /** The faults found at the last reread; at once. */
    List<String> faults();

    /** Every fault of the files as they are now, {@code file:line: …}; empty when all is well. */
    List<String> check();

    /**
     * Rereads all files and follows them.
     *
     * @param yes also when it would remove many machines or people at once
     * @param by whose full name is written down with what changes
     */
    Reread reload(boolean yes, String by);

    /** Which removals wait for a yes, and how to give it; empty when none do. */
    Optional<String> held();
  }

  /** What came of a reread: what changed or is held, in words, and the faults. */
  public record Reread(boolean followed, String summary, List<String> faults) {}
}
