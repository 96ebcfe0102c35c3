package postern.gateway.act;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import postern.audit.SessionId;
import postern.gateway.access.Actor;
import postern.gateway.machine.LiveMachine;

/**
 * A person who acts at one console of a machine.
 *
 * @param session empty for a command that is not a session
 */
public record ConsoleActor(
    Actor actor, LiveMachine machine, int port, Optional<SessionId> session) {
  /** The fields that each event of an act at a console has. */
  Map<String, String> about() {
    Map<String, String> about = new TreeMap<>();
    about.put("machine", machine.entry().name());
    about.put("tenant", machine.entry().tenant());
    session.ifPresent(id -> about.put("session", id.text()));
    return about;
  }
}
