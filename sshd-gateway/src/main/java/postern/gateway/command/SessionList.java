package postern.gateway.command;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import postern.audit.SessionQuery;
import postern.audit.SessionRecord;
import postern.gateway.work.Work;

/** Lists sessions: the same columns and filters for tenants, admins and auditors. */
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

  /** Returns a writer for sessions, in the form that the arguments ask for. */
  public static ListWriter writer(Arguments arguments, CommandOutput out) {
    return ListWriter.of(arguments, out, COLUMNS);
  }

  /** Takes the filters from the arguments. The limit is 1,000 rows by default. */
  public static SessionQuery query(Arguments arguments) {
    return query(arguments, arguments.option("--machine"), arguments.option("--tenant"));
  }

  /** As {@link #query(Arguments)}, for a machine and a tenant that are not options. */
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

  /** Reads the sessions within the work and writes them. */
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

  private static String machine(SessionRecord session) {
    var console = session.opened().console();
    return console.port() == 1 ? console.machine() : console.machine() + ":" + console.port();
  }
}
