package postern.gateway.act;

import java.util.Optional;
import postern.audit.SessionId;
import postern.gateway.access.Actor;
import postern.gateway.machine.LiveMachine;

/**
 * A person who acts at one console of a machine.
 *
 * @param session the session, or empty for a command that is not a session
 */
public record ConsoleActor(
    Actor actor, LiveMachine machine, int port, Optional<SessionId> session) {}
