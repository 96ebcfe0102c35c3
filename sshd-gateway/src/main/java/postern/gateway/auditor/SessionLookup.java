package postern.gateway.auditor;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import postern.audit.SessionId;
import postern.audit.SessionRecord;
import postern.gateway.command.CommandOutput;
import postern.gateway.text.PlainText;
import postern.gateway.work.Work;

/** Finds the session a person named, among those this auditor sees. */
final class SessionLookup {
  private SessionLookup() {}

  /** The word that should be a session, and of which verb. */
  record Request(String session, String command) {}

  /** The session, its viewing written down; says what is wrong when there is none. */
  static Optional<SessionRecord> find(
      Request request, AuditContext context, Work work, CommandOutput out) throws IOException {
    String id = request.session();
    Optional<SessionRecord> session =
        SessionId.valid(id)
            ? work.call(() -> context.archive().session(new SessionId(id))).filter(context::sees)
            : Optional.empty();
    if (session.isEmpty()) {
      out.error(
          "postern: "
              + PlainText.clean(id)
              + ": no such session, or not yours; `sessions` lists them");
      return session;
    }
    Map<String, String> about = new TreeMap<>();
    about.put("session", id);
    about.put("machine", session.get().opened().console().machine());
    about.put("tenant", session.get().opened().console().tenant());
    context.viewed().looked(request.command(), about);
    return session;
  }
}
