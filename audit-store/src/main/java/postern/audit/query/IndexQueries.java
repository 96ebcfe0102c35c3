package postern.audit.query;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postern.audit.Event;
import postern.audit.EventQuery;
import postern.audit.SessionId;
import postern.audit.SessionQuery;
import postern.audit.SessionRecord;
import postern.audit.event.LogReader;
import postern.audit.event.Sessions;

/** Finds events in the index and reads them from the log: what is told is always the log's. */
final class IndexQueries {
  private final Connection index;
  private final LogReader log;

  IndexQueries(Connection index, LogReader log) {
    this.index = index;
    this.log = log;
  }

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
  }

  List<Event> events(EventQuery query) throws SQLException, IOException {
    Where where =
        new Where()
            .and("KIND=?", query.kind())
            .and("MACHINE=?", query.machine())
            .and("TENANT=?", query.tenant())
            .and("PERSON=?", query.person())
            .and("SOURCE=?", query.source())
            .and("AT>=?", query.since())
            .and("AT<?", query.until());
    String sql = "SELECT FILE, POS, SIZE FROM EVENT" + where.sql + " ORDER BY ID DESC";
    List<Event> found = new ArrayList<>();
    try (PreparedStatement select = prepared(sql, where);
        ResultSet rows = select.executeQuery()) {
      while (found.size() < query.limit() && rows.next()) {
        Event event = log.at(rows.getLong(1), rows.getLong(2), rows.getInt(3));
        if (Filters.pass(query, event)) {
          found.add(event);
        }
      }
    }
    return found;
  }

  List<SessionRecord> sessions(SessionQuery query) throws SQLException, IOException {
    Where where =
        new Where()
            .and("MACHINE=?", query.machine())
            .and("TENANT=?", query.tenant())
            .and("PERSON=?", query.person())
            .and("SOURCE=?", query.source())
            .and("(UNTIL IS NULL OR UNTIL>=?)", query.since())
            .and("SINCE<?", query.until());
    return read(where).stream()
        .filter(session -> Filters.pass(query, session))
        .sorted(FileArchive.newestFirst())
        .limit(Math.max(0, query.limit()))
        .toList();
  }

  Optional<SessionRecord> session(SessionId id) throws SQLException, IOException {
    return read(new Where().and("SESSION=?", Optional.of(id.text()))).stream().findFirst();
  }

  private List<SessionRecord> read(Where where) throws SQLException, IOException {
    String sql =
        "SELECT O.FILE, O.POS, O.SIZE, C.FILE, C.POS, C.SIZE FROM (SELECT * FROM SESSION"
            + where.sql
            + ") S JOIN EVENT O ON O.ID=S.OPENED LEFT JOIN EVENT C ON C.ID=S.CLOSED";
    Map<SessionId, SessionRecord> found = new LinkedHashMap<>();
    try (PreparedStatement select = prepared(sql, where);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        Sessions.fold(found, log.at(rows.getLong(1), rows.getLong(2), rows.getInt(3)));
        long closed = rows.getLong(4);
        if (!rows.wasNull()) {
          Sessions.fold(found, log.at(closed, rows.getLong(5), rows.getInt(6)));
        }
      }
    }
    return List.copyOf(found.values());
  }

  private PreparedStatement prepared(String sql, Where where) throws SQLException {
    PreparedStatement select = index.prepareStatement(sql);
    for (int i = 0; i < where.values.size(); i++) {
      select.setObject(i + 1, where.values.get(i));
    }
    return select;
  }
}
