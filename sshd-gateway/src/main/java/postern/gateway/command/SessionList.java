package postern.gateway.command;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import postern.audit.SessionQuery;
import postern.audit.SessionRecord;
import postern.gateway.work.Work;

/** How sessions are listed, for everyone who may list some. */
public final class SessionList {
  private static final List<String> COLUMNS =
      List.of(
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
          "end");

  private SessionList() {}

  /** A list of sessions. Takes the form from the words. */
  public static ListWriter writer(Arguments arguments, CommandOutput out) {
    return ListWriter.of(arguments, out, COLUMNS);
  }

  /** Takes the filters of a list of sessions from the words; 1,000 rows unless told. */
  public static SessionQuery query(Arguments arguments) {
    return query(arguments, arguments.option("--machine"), arguments.option("--tenant"));
  }

  /** As {@link #query(Arguments)} where these two are no options. */
  public static SessionQuery query(
      Arguments arguments, Optional<String> machine, Optional<String> tenant) {
    return new SessionQuery(
        machine,
        tenant,
        arguments.option("--person"),
        arguments.option("--source"),
        arguments.instant("--since"),
        arguments.instant("--until"),
        arguments.number("--limit", 1, 1_000_000).orElse(1000));
  }

  public static void write(Work work, Work.Source<Stream<SessionRecord>> sessions, ListWriter list)
      throws IOException {
    list.begin();
    work.each(sessions, session -> row(session, list));
    list.end();
  }

  private static void row(SessionRecord s, ListWriter list) {
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
