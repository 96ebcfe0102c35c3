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
  record Asked(String word, String verb) {}

  /** The session, its viewing written down; says what is wrong when there is none. */
  static Optional<SessionRecord> find(Asked asked, AuditContext desk, Work work, CommandOutput out)
      throws IOException {
    String word = asked.word();
    Optional<SessionRecord> session =
        SessionId.valid(word)
            ? work.call(() -> desk.archive().session(new SessionId(word))).filter(desk::sees)
            : Optional.empty();
    if (session.isEmpty()) {
      out.error(
          "postern: "
              + PlainText.clean(word)
              + ": no such session, or not yours; `sessions` lists them");
      return session;
    }
    Map<String, String> about = new TreeMap<>();
    about.put("session", word);
    about.put("machine", session.get().opened().console().machine());
    about.put("tenant", session.get().opened().console().tenant());
    desk.viewed().looked(asked.verb(), about);
    return session;
  }
}
