package postern.audit.query;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.Archive;
import postern.audit.Event;
import postern.audit.EventQuery;
import postern.audit.Frame;
import postern.audit.RecordedConsole;
import postern.audit.SessionId;
import postern.audit.SessionQuery;
import postern.audit.SessionRecord;
import postern.audit.disk.DataDir;
import postern.audit.event.EventLog;
import postern.audit.event.LogReader;
import postern.audit.recording.Recordings;

/** The archive of an open store: sees what was taken just now, and asks the index first. */
public final class LiveArchive implements Archive {
  private static final Logger LOG = LoggerFactory.getLogger(LiveArchive.class);
  private static final Duration CATCH_UP = Duration.ofSeconds(5);
  private static final Duration FLUSH = Duration.ofSeconds(1);

  /** What an open store reads from. */
  public record Sources(DataDir dir, EventLog log, Recordings recordings, IndexTail index) {}

  private final Sources sources;
  private final FileArchive files;
  private final LogReader log;

  public LiveArchive(Sources sources) {
    this.sources = sources;
    this.files = new FileArchive(sources.dir());
    this.log = new LogReader(sources.dir());
  }

  /** Asks the index. */
  @FunctionalInterface
  private interface Question<T> {
    T ask(IndexQueries index) throws SQLException, IOException;
  }

  /** Nothing when the index is behind, resting or broken. */
  private <T> Optional<T> indexed(Question<T> question) {
    sources.log().sync(FLUSH);
    try {
      Optional<Connection> index = sources.index().caughtUp(CATCH_UP);
      if (index.isEmpty()) {
        return Optional.empty();
      }
      try (Connection connection = index.get()) {
        return Optional.of(question.ask(new IndexQueries(connection, log)));
      }
    } catch (SQLException | IOException e) {
      LOG.warn("index not used reason={}", e.toString());
      return Optional.empty();
    }
  }

  @Override
  public List<SessionRecord> sessions(SessionQuery query) throws IOException {
    Optional<List<SessionRecord>> found = indexed(index -> index.sessions(query));
    return found.isPresent() ? found.get() : files.sessions(query);
  }

  @Override
  public Optional<SessionRecord> session(SessionId id) throws IOException {
    Optional<Optional<SessionRecord>> found = indexed(index -> index.session(id));
    return found.isPresent() ? found.get() : files.session(id);
  }

  @Override
  public List<Event> events(EventQuery query) throws IOException {
    Optional<List<Event>> found = indexed(index -> index.events(query));
    return found.isPresent() ? found.get() : files.events(query);
  }

  @Override
  public List<RecordedConsole> consoles() {
    return sources.recordings().consoles();
  }

  @Override
  public Stream<Frame> frames(
      RecordedConsole console, Optional<Instant> since, Optional<Instant> until)
      throws IOException {
    sources.recordings().sync(FLUSH);
    return files.frames(console, since, until);
  }

  @Override
  public Stream<Frame> framesFrom(RecordedConsole console, long fromOffset) throws IOException {
    sources.recordings().sync(FLUSH);
    return files.framesFrom(console, fromOffset);
  }

  @Override
  public Stream<Frame> frames(SessionRecord session) throws IOException {
    sources.recordings().sync(FLUSH);
    sources.log().sync(FLUSH);
    return files.frames(session);
  }
}
