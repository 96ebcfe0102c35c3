package postern.gateway.command;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import postern.audit.SessionQuery;
import postern.audit.SessionRecord;
import postern.gateway.work.Work;

/** How sessions are listed, for everyone who may list some. */
final class SessionRows {
  static final String[] COLUMNS = {
    "session",
    "machine",
    "tenant",
    "person",
    "key",
    "source",
    "since",
    "until",
    "role",
    "bytes_out",
    "bytes_in",
    "end"
  };

  private SessionRows() {}

  /** Takes the filters of a list of sessions from the words; 1,000 rows unless told. */
  static SessionQuery query(Words words) {
    return query(words, words.option("--machine"), words.option("--tenant"));
  }

  /** As {@link #query(Words)} where these two are no options. */
  static SessionQuery query(Words words, Optional<String> machine, Optional<String> tenant) {
    return new SessionQuery(
        machine,
        tenant,
        words.option("--person"),
        words.option("--source"),
        words.instant("--since"),
        words.instant("--until"),
        words.number("--limit", 1, 1_000_000).orElse(1000));
  }

  static void write(Work work, Work.Source<Stream<SessionRecord>> sessions, Listing list)
      throws IOException {
    list.begin();
    work.each(sessions, session -> row(session, list));
    list.end();
  }

  private static void row(SessionRecord s, Listing list) {
    var o = s.opened();
    list.row(
        o.session().text(),
        machine(s),
        o.console().tenant(),
        o.person(),
        o.key(),
        o.source(),
        o.since(),
        s.until().orElse(null),
        s.role(),
        s.bytesOut(),
        s.bytesIn(),
        s.end().orElse(null));
  }

  static String machine(SessionRecord session) {
    var console = session.opened().console();
    return console.port() == 1 ? console.machine() : console.machine() + ":" + console.port();
  }
}
