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
import postern.audit.Damage;
import postern.audit.Event;
import postern.audit.EventQuery;
import postern.audit.Frame;
import postern.audit.RecordedConsole;
import postern.audit.SessionId;
import postern.audit.SessionQuery;
import postern.audit.SessionRecord;
import postern.audit.disk.DataDir;
import postern.audit.event.EventLog;
import postern.audit.event.EventLookup;
import postern.audit.event.LogCheck;
import postern.audit.recording.FrameRange;
import postern.audit.recording.Recordings;

/** The archive of an open store. It sees what was taken just now, and asks the index first. */
public final class LiveArchive implements Archive {
  private static final Logger LOG = LoggerFactory.getLogger(LiveArchive.class);
  private static final Duration CATCH_UP = Duration.ofSeconds(5);
  private static final Duration FLUSH = Duration.ofSeconds(1);

  private final DataDir dir;
  private final EventLog log;
  private final Recordings recordings;
  private final Indexer indexer;
  private final LogCheck check;
  private final FileArchive files;

  public LiveArchive(
      DataDir dir, EventLog log, Recordings recordings, Indexer indexer, LogCheck check) {
    this.dir = dir;
    this.log = log;
    this.recordings = recordings;
    this.indexer = indexer;
    this.check = check;
    this.files = new FileArchive(dir);
  }

  /** Returns false if the index is behind, broken or left alone because the disk fails. */
  private boolean indexed() {
    log.sync(FLUSH);
    return indexer.caughtUp(CATCH_UP);
  }

  @Override
  public Stream<SessionRecord> sessions(SessionQuery query) throws IOException {
    long below = log.lastId() + 1;
    if (!indexed()) {
      return files.sessions(query);
    }
    IndexPages.Source<SessionRecord> found = IndexQueries.sessions(query, new EventLookup(dir));
    return Streams.of(
            new IndexPages<>(
                indexer,
                below,
                found,
                id -> {
                  check.recheck();
                  return files.sessions(query, id);
                }))
        .limit(Math.max(0, query.limit()));
  }

  @Override
  public Optional<SessionRecord> session(SessionId id) throws IOException {
    if (indexed()) {
      try (Connection index = indexer.reader();
          EventLookup events = new EventLookup(dir)) {
        return IndexQueries.session(index, id, events);
      } catch (SQLException | IOException e) {
        LOG.warn("index not used reason={}", e.toString());
        check.recheck();
      }
    }
    return files.session(id);
  }

  @Override
  public Stream<Event> events(EventQuery query) throws IOException {
    long below = log.lastId() + 1;
    if (!indexed()) {
      return files.events(query);
    }
    IndexPages.Source<Event> found = IndexQueries.events(query, new EventLookup(dir));
    return Streams.of(
            new IndexPages<>(
                indexer,
                below,
                found,
                id -> {
                  check.recheck();
                  return files.events(query, id);
                }))
        .limit(Math.max(0, query.limit()));
  }

  @Override
  public List<Damage> damage() {
    return check.found(CATCH_UP);
  }

  @Override
  public List<RecordedConsole> consoles() {
    return recordings.consoles();
  }

  @Override
  public Stream<Frame> frames(
      RecordedConsole console, Optional<Instant> since, Optional<Instant> until)
      throws IOException {
    recordings.sync(FLUSH);
    return files.frames(console, new FrameRange(since, until, 0), knownEnd(console));
  }

  @Override
  public Stream<Frame> framesFrom(RecordedConsole console, long fromOffset) throws IOException {
    recordings.sync(FLUSH);
    FrameRange range = new FrameRange(Optional.empty(), Optional.empty(), fromOffset);
    return files.frames(console, range, knownEnd(console));
  }

  @Override
  public Stream<Frame> frames(SessionRecord session) throws IOException {
    recordings.sync(FLUSH);
    log.sync(FLUSH);
    return files.frames(session, knownEnd(session.opened().console()));
  }

  private long knownEnd(RecordedConsole console) {
    return recordings.endAtStart(console);
  }
}
