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

/** Finds the session that an auditor named, among those that the auditor may see. */
final class SessionLookup {
  private SessionLookup() {}

  /** The session that was named, and the command that needs it. */
  record Request(String session, String command) {}

  /** Finds the session and records the view; if there is no such session, it says so. */
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
    context.views().viewed(request.command(), about);
    return session;
  }
}
