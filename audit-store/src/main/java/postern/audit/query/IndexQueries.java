package postern.audit.query;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postern.audit.Event;
import postern.audit.EventKind;
import postern.audit.EventQuery;
import postern.audit.SessionId;
import postern.audit.SessionQuery;
import postern.audit.SessionRecord;
import postern.audit.event.EventLookup;
import postern.audit.event.SessionEvents;
import postern.audit.query.IndexPages.EventPosition;
import postern.audit.query.IndexPages.Hit;

/** Queries the index, and reads what it found from the log, which has the authoritative text. */
final class IndexQueries {
  private IndexQueries() {}

  /** A WHERE clause and its values. */
  private static final class Where {
    private final StringBuilder sql = new StringBuilder(" WHERE TRUE");
    private final List<Object> values = new ArrayList<>();

    private Where and(String condition, Optional<?> value) {
      value.ifPresent(given -> {
        sql.append(" AND ").append(condition);
        values.add(given instanceof String text ? Index.cut(text) : given);
      });
      return this;
    }

    private PreparedStatement prepared(Connection index, String prefix, String suffix)
        throws SQLException {
      PreparedStatement select = index.prepareStatement(prefix + sql + suffix);
      for (int i = 0; i < values.size(); i++) {
        select.setObject(i + 1, values.get(i));
      }
      return select;
    }
  }

  static IndexPages.Source<Event> events(EventQuery query, EventLookup log) {
    return new Found<>(log) {
      @Override
      public void page(Connection index, long from, long below, Deque<Hit> found)
          throws SQLException {
        Where where =
            new Where()
                .and("ID>=?", Optional.of(from))
                .and("ID<?", Optional.of(below))
                .and("KIND=?", query.kind().map(EventKind::word))
                .and("MACHINE=?", query.machine())
                .and("TENANT=?", query.tenant())
                .and("PERSON=?", query.person())
                .and("SOURCE=?", query.source())
                .and("AT>=?", query.since())
                .and("AT<?", query.until());
        String sql = "SELECT ID, FILE, POS, SIZE FROM EVENT";
        try (PreparedStatement select = where.prepared(index, sql, " ORDER BY ID DESC");
            ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            found.add(new Hit(position(rows, 1), Optional.empty()));
          }
        }
      }

      @Override
      public Optional<Event> read(Hit hit) throws IOException {
        return Optional.of(event(hit.first())).filter(event -> Filters.pass(query, event));
      }
    };
  }

  static IndexPages.Source<SessionRecord> sessions(SessionQuery query, EventLookup log) {
    return new Found<>(log) {
      @Override
      public void page(Connection index, long from, long below, Deque<Hit> found)
          throws SQLException {
        Where where =
            new Where()
                .and("OPENED>=?", Optional.of(from))
                .and("OPENED<?", Optional.of(below))
                .and("MACHINE=?", query.machine())
                .and("TENANT=?", query.tenant())
                .and("PERSON=?", query.person())
                .and("SOURCE=?", query.source())
                .and("(UNTIL IS NULL OR GREATEST(SINCE, UNTIL)>=?)", query.since())
                .and("LEAST(SINCE, COALESCE(UNTIL, SINCE))<?", query.until());
        findSessions(index, where, found);
      }

      @Override
      public Optional<SessionRecord> read(Hit hit) throws IOException {
        return session(hit).filter(session -> Filters.pass(query, session));
      }
    };
  }

  static Optional<SessionRecord> session(Connection index, SessionId id, EventLookup log)
      throws SQLException, IOException {
    Deque<Hit> found = new ArrayDeque<>();
    findSessions(index, new Where().and("SESSION=?", Optional.of(id.text())), found);
    return found.isEmpty() ? Optional.empty() : session(found.remove(), log);
  }

  private static void findSessions(Connection index, Where where, Deque<Hit> found)
      throws SQLException {
    String sql =
        "SELECT O.ID, O.FILE, O.POS, O.SIZE, C.ID, C.FILE, C.POS, C.SIZE FROM (SELECT * FROM SESSION";
    String join =
        ") S JOIN EVENT O ON O.ID=S.OPENED LEFT JOIN EVENT C ON C.ID=S.CLOSED ORDER BY O.ID DESC";
    try (PreparedStatement select = where.prepared(index, sql, join);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        rows.getLong(5);
        Optional<EventPosition> end =
            rows.wasNull() ? Optional.empty() : Optional.of(position(rows, 5));
        found.add(new Hit(position(rows, 1), end));
      }
    }
  }

  private static EventPosition position(ResultSet rows, int first) throws SQLException {
    return new EventPosition(
        rows.getLong(first),
        rows.getLong(first + 1),
        rows.getLong(first + 2),
        rows.getInt(first + 3));
  }

  private static Optional<SessionRecord> session(Hit hit, EventLookup log) throws IOException {
    Map<SessionId, SessionRecord> folded = new HashMap<>();
    SessionEvents.fold(folded, event(hit.first(), log));
    if (hit.last().isPresent()) {
      SessionEvents.fold(folded, event(hit.last().get(), log));
    }
    return folded.values().stream().findFirst();
  }

  private static Event event(EventPosition at, EventLookup log) throws IOException {
    Event event = log.read(at.file(), at.at(), at.size());
    if (event.id() != at.id()) {
      throw new IOException("the event log has another event at the position of " + at.id());
    }
    return event;
  }

  /** Reads hits from the log. */
  private abstract static class Found<T> implements IndexPages.Source<T> {
    private final EventLookup log;

    Found(EventLookup log) {
      this.log = log;
    }

    Event event(EventPosition at) throws IOException {
      return IndexQueries.event(at, log);
    }

    Optional<SessionRecord> session(Hit hit) throws IOException {
      return IndexQueries.session(hit, log);
    }

    @Override
    public void close() {
      try {
        log.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
