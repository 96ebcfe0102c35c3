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
import postern.audit.event.EventFiles;
import postern.audit.event.Sessions;
import postern.audit.query.IndexPages.Line;
import postern.audit.query.IndexPages.Place;

/**
 * What the index is asked, and how what it found is read from the log: told is always the log's.
 */
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

    private PreparedStatement prepared(Connection index, String before, String behind)
        throws SQLException {
      PreparedStatement select = index.prepareStatement(before + sql + behind);
      for (int i = 0; i < values.size(); i++) {
        select.setObject(i + 1, values.get(i));
      }
      return select;
    }
  }

  static IndexPages.Source<Event> events(EventQuery query, EventFiles log) {
    return new Found<>(log) {
      @Override
      public void page(Connection index, long from, long below, Deque<Place> found)
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
            found.add(new Place(line(rows, 1), Optional.empty()));
          }
        }
      }

      @Override
      public Optional<Event> read(Place place) throws IOException {
        return Optional.of(event(place.line())).filter(event -> Filters.pass(query, event));
      }
    };
  }

  static IndexPages.Source<SessionRecord> sessions(SessionQuery query, EventFiles log) {
    return new Found<>(log) {
      @Override
      public void page(Connection index, long from, long below, Deque<Place> found)
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
        places(index, where, found);
      }

      @Override
      public Optional<SessionRecord> read(Place place) throws IOException {
        return session(place).filter(session -> Filters.pass(query, session));
      }
    };
  }

  static Optional<SessionRecord> session(Connection index, SessionId id, EventFiles log)
      throws SQLException, IOException {
    Deque<Place> found = new ArrayDeque<>();
    places(index, new Where().and("SESSION=?", Optional.of(id.text())), found);
    return found.isEmpty() ? Optional.empty() : session(found.remove(), log);
  }

  private static void places(Connection index, Where where, Deque<Place> found)
      throws SQLException {
    String sql =
        "SELECT O.ID, O.FILE, O.POS, O.SIZE, C.ID, C.FILE, C.POS, C.SIZE FROM (SELECT * FROM SESSION";
    String joined =
        ") S JOIN EVENT O ON O.ID=S.OPENED LEFT JOIN EVENT C ON C.ID=S.CLOSED ORDER BY O.ID DESC";
    try (PreparedStatement select = where.prepared(index, sql, joined);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        rows.getLong(5);
        Optional<Line> end = rows.wasNull() ? Optional.empty() : Optional.of(line(rows, 5));
        found.add(new Place(line(rows, 1), end));
      }
    }
  }

  private static Line line(ResultSet rows, int first) throws SQLException {
    return new Line(
        rows.getLong(first),
        rows.getLong(first + 1),
        rows.getLong(first + 2),
        rows.getInt(first + 3));
  }

  private static Optional<SessionRecord> session(Place place, EventFiles log) throws IOException {
    Map<SessionId, SessionRecord> folded = new HashMap<>();
    Sessions.fold(folded, event(place.line(), log));
    if (place.end().isPresent()) {
      Sessions.fold(folded, event(place.end().get(), log));
    }
    return folded.values().stream().findFirst();
  }

  private static Event event(Line line, EventFiles log) throws IOException {
    Event event = log.at(line.file(), line.at(), line.size());
    if (event.id() != line.id()) {
      throw new IOException("the event log has another event in the place of " + line.id());
    }
    return event;
  }

  /** Reads what was found from the log. */
  private abstract static class Found<T> implements IndexPages.Source<T> {
    private final EventFiles log;

    Found(EventFiles log) {
      this.log = log;
    }

    Event event(Line line) throws IOException {
      return IndexQueries.event(line, log);
    }

    Optional<SessionRecord> session(Place place) throws IOException {
      return IndexQueries.session(place, log);
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
