package postern.audit.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.h2.Driver;
import postern.audit.Event;
import postern.audit.EventKind;
import postern.audit.SessionId;
import postern.audit.SessionRecord;
import postern.audit.disk.DataDir;
import postern.audit.disk.SetAside;
import postern.audit.event.LogPosition;
import postern.audit.event.SessionEvents;

/** The H2 database with the positions of events and sessions in the log. One thread writes. */
final class Index implements AutoCloseable {
  private static final int LONGEST = 512;
  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE IF NOT EXISTS PROGRESS (FILE BIGINT, POS BIGINT, ID BIGINT)",
          """
          CREATE TABLE IF NOT EXISTS EVENT (ID BIGINT PRIMARY KEY, AT TIMESTAMP(9) WITH TIME ZONE,
          KIND VARCHAR, MACHINE VARCHAR, TENANT VARCHAR, PERSON VARCHAR, SOURCE VARCHAR,
          FILE BIGINT, POS BIGINT, SIZE INT)\
          """,
          "CREATE INDEX IF NOT EXISTS EVENT_KIND ON EVENT (KIND, ID)",
          "CREATE INDEX IF NOT EXISTS EVENT_MACHINE ON EVENT (MACHINE, ID)",
          "CREATE INDEX IF NOT EXISTS EVENT_PERSON ON EVENT (PERSON, ID)",
          """
          CREATE TABLE IF NOT EXISTS SESSION (SESSION VARCHAR PRIMARY KEY,
          SINCE TIMESTAMP(9) WITH TIME ZONE, UNTIL TIMESTAMP(9) WITH TIME ZONE,
          MACHINE VARCHAR, TENANT VARCHAR, PERSON VARCHAR, SOURCE VARCHAR,
          OPENED BIGINT, CLOSED BIGINT)\
          """,
          "CREATE INDEX IF NOT EXISTS SESSION_OPENED ON SESSION (OPENED)");

  private final String url;
  private final Connection writer;

  private Index(String url, Connection writer) {
    this.url = url;
    this.writer = writer;
  }

  static Index open(DataDir dir) throws SQLException {
    String path = dir.index().toString();
    if (path.indexOf(';') >= 0) {
      throw new SQLException("a path with ';' cannot have an index");
    }
    String url =
        "jdbc:h2:file:" + path + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
    Connection writer = connect(url);
    try (Statement statement = writer.createStatement()) {
      assertNoDelay(statement);
      for (String table : TABLES) {
        statement.execute(table);
      }
      writer.setAutoCommit(false);
      return new Index(url, writer);
    } catch (SQLException e) {
      writer.close();
      throw e;
    }
  }

  private static Connection connect(String url) throws SQLException {
    Connection connection = new Driver().connect(url, new Properties());
    if (connection == null) {
      throw new SQLException("H2 does not accept its own URL");
    }
    return connection;
  }

  /** Checks the write delay: with the default, a kill may lose committed data. */
  private static void assertNoDelay(Statement statement) throws SQLException {
    String ask =
        "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME='WRITE_DELAY'";
    try (ResultSet row = statement.executeQuery(ask)) {
      if (!row.next() || !row.getString(1).equals("0")) {
        throw new SQLException("WRITE_DELAY is not 0");
      }
    }
  }

  /** Removes the files of the index. */
  static void remove(DataDir dir) throws IOException {
    for (Path path : DataDir.children(dir.root())) {
      if (DataDir.name(path).startsWith("index.") && !DataDir.name(path).contains(".damaged")) {
        try {
          Files.deleteIfExists(path);
        } catch (IOException e) {
          SetAside.move(path, "it cannot be removed");
        }
      }
    }
  }

  Connection reader() throws SQLException {
    return connect(url);
  }

  /** Returns how far the log is in the index. */
  LogPosition progress() throws SQLException {
    try (Statement statement = writer.createStatement();
        ResultSet row = statement.executeQuery("SELECT FILE, POS, ID FROM PROGRESS")) {
      return row.next()
          ? new LogPosition(row.getLong(1), row.getLong(2), row.getLong(3))
          : LogPosition.START;
    }
  }

  /** Adds an event to the batch that {@link #commit} ends. */
  void add(Event event, LogPosition before, int size) throws SQLException {
    String sql = "MERGE INTO EVENT KEY (ID) VALUES (?,?,?,?,?,?,?,?,?,?)";
    try (PreparedStatement insert = writer.prepareStatement(sql)) {
      insert.setLong(1, event.id());
      insert.setObject(2, event.time());
      insert.setString(3, cut(event.kind()));
      setNames(insert, 4, event);
      insert.setLong(8, before.file());
      insert.setLong(9, before.at());
      insert.setInt(10, size);
      insert.executeUpdate();
    }
    if (SessionEvents.concerns(event)) {
      addSession(event);
    }
  }

  private static void setNames(PreparedStatement insert, int first, Event event)
      throws SQLException {
    List<String> names = List.of("machine", "tenant", "person", "source");
    for (int i = 0; i < names.size(); i++) {
      insert.setString(first + i, cut(event.about().getOrDefault(names.get(i), "")));
    }
  }

  private void addSession(Event event) throws SQLException {
    String id = new SessionId(event.about().getOrDefault("session", "")).text();
    if (event.is(EventKind.DETACH)) {
      detach(id, event);
      return;
    }
    SessionRecord session = SessionEvents.fromAttach(event.about()).orElse(null);
    if (session == null) {
      return;
    }
    String sql = "MERGE INTO SESSION KEY (SESSION) VALUES (?,?,NULL,?,?,?,?,?,NULL)";
    try (PreparedStatement insert = writer.prepareStatement(sql)) {
      insert.setString(1, id);
      insert.setObject(2, session.opened().since());
      setNames(insert, 3, event);
      insert.setLong(7, event.id());
      insert.executeUpdate();
    }
  }

  private void detach(String id, Event event) throws SQLException {
    String sql = "UPDATE SESSION SET UNTIL=?, CLOSED=? WHERE SESSION=?";
    try (PreparedStatement update = writer.prepareStatement(sql)) {
      update.setObject(1, event.time());
      update.setLong(2, event.id());
      update.setString(3, id);
      update.executeUpdate();
    }
  }

  static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }

  void commit(LogPosition end) throws SQLException {
    try (Statement statement = writer.createStatement()) {
      statement.executeUpdate("DELETE FROM PROGRESS");
      statement.executeUpdate(
          "INSERT INTO PROGRESS VALUES (%d,%d,%d)".formatted(end.file(), end.at(), end.id()));
    }
    writer.commit();
  }

  /** Returns the number of events and sessions, in words. */
  String size() throws SQLException {
    String ask = "SELECT (SELECT COUNT(*) FROM EVENT), (SELECT COUNT(*) FROM SESSION)";
    try (Statement statement = writer.createStatement();
        ResultSet row = statement.executeQuery(ask)) {
      row.next();
      return row.getLong(1) + " events and " + row.getLong(2) + " sessions";
    }
  }

  @Override
  public void close() throws SQLException {
    writer.close();
  }
}
