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
import postern.audit.event.EventFiles;
import postern.audit.event.EventLog;
import postern.audit.event.LogCheck;
import postern.audit.recording.FrameRange;
import postern.audit.recording.Recordings;

/** The archive of an open store: sees what was taken just now, and asks the index first. */
public final class LiveArchive implements Archive {
  private static final Logger LOG = LoggerFactory.getLogger(LiveArchive.class);
  private static final Duration CATCH_UP = Duration.ofSeconds(5);
  private static final Duration FLUSH = Duration.ofSeconds(1);

  /** What an open store reads from. */
  public record Sources(
      DataDir dir, EventLog log, Recordings recordings, IndexTail index, LogCheck check) {}

  private final Sources sources;
  private final FileArchive files;

  public LiveArchive(Sources sources) {
    this.sources = sources;
    this.files = new FileArchive(sources.dir());
  }

  /** False when the index is behind, resting or broken. */
  private boolean indexed() {
    sources.log().sync(FLUSH);
    return sources.index().caughtUp(CATCH_UP);
  }

  @Override
  public Stream<SessionRecord> sessions(SessionQuery query) throws IOException {
    long below = sources.log().lastId() + 1;
    if (!indexed()) {
      return files.sessions(query);
    }
    IndexPages.Source<SessionRecord> found =
        IndexQueries.sessions(query, new EventFiles(sources.dir()));
    return Streams.of(
            new IndexPages<>(
                sources.index(),
                below,
                found,
                id -> {
                  sources.check().again();
                  return files.sessions(query, id);
                }))
        .limit(Math.max(0, query.limit()));
  }

  @Override
  public Optional<SessionRecord> session(SessionId id) throws IOException {
    if (indexed()) {
      try (Connection index = sources.index().reader();
          EventFiles log = new EventFiles(sources.dir())) {
        return IndexQueries.session(index, id, log);
      } catch (SQLException | IOException e) {
        LOG.warn("index not used reason={}", e.toString());
        sources.check().again();
      }
    }
    return files.session(id);
  }

  @Override
  public Stream<Event> events(EventQuery query) throws IOException {
    long below = sources.log().lastId() + 1;
    if (!indexed()) {
      return files.events(query);
    }
    IndexPages.Source<Event> found = IndexQueries.events(query, new EventFiles(sources.dir()));
    return Streams.of(
            new IndexPages<>(
                sources.index(),
                below,
                found,
                id -> {
                  sources.check().again();
                  return files.events(query, id);
                }))
        .limit(Math.max(0, query.limit()));
  }

  @Override
  public List<Damage> damage() {
    return sources.check().found(CATCH_UP);
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
    return files.frames(console, new FrameRange(since, until, 0), knownEnd(console));
  }

  @Override
  public Stream<Frame> framesFrom(RecordedConsole console, long fromOffset) throws IOException {
    sources.recordings().sync(FLUSH);
    FrameRange range = new FrameRange(Optional.empty(), Optional.empty(), fromOffset);
    return files.frames(console, range, knownEnd(console));
  }

  @Override
  public Stream<Frame> frames(SessionRecord session) throws IOException {
    sources.recordings().sync(FLUSH);
    sources.log().sync(FLUSH);
    return files.frames(session, knownEnd(session.opened().console()));
  }

  private long knownEnd(RecordedConsole console) {
    return sources.recordings().endAtStart(console);
  }
}
