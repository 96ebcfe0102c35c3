package postern.audit.store;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.Archive;
import postern.audit.AuditSettings;
import postern.audit.AuditStore;
import postern.audit.ConsoleRecording;
import postern.audit.Damage;
import postern.audit.EventKind;
import postern.audit.Health;
import postern.audit.Outcome;
import postern.audit.RecordedConsole;
import postern.audit.SessionClosed;
import postern.audit.SessionId;
import postern.audit.SessionOpened;
import postern.audit.SessionRole;
import postern.audit.StoreFault;
import postern.audit.disk.DataDir;
import postern.audit.disk.DirLock;
import postern.audit.disk.Disk;
import postern.audit.disk.DiskErrors;
import postern.audit.disk.DiskWatch;
import postern.audit.disk.FileOpener;
import postern.audit.disk.PrivateFolder;
import postern.audit.disk.SetAside;
import postern.audit.disk.WorkerThread;
import postern.audit.disk.ZstdLibrary;
import postern.audit.event.EventLog;
import postern.audit.event.LogCheck;
import postern.audit.query.Indexer;
import postern.audit.query.LiveArchive;
import postern.audit.recording.Recordings;
import postern.audit.recording.RecoveredRecordings;
import postern.audit.recording.SealedState;

/** The data directory of one gateway, open for writing: recordings, event log, sessions, index. */
public final class FileAuditStore implements AuditStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileAuditStore.class);
  private static final Duration MAX_SYNC = Duration.ofSeconds(5);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final DataDir dir;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  // closed in reverse order
  private final DirLock lock;
  private final Disk disk;
  private final EventLog events;
  private final OpenSessions sessions;
  private final Recordings recordings;
  private final DiskWatch watch;
  private final Indexer indexer;
  private final LogCheck check;
  private final Archive archive;

  /** The ids created within {@link #idSecond}. */
  private final Set<String> idsInSecond = new HashSet<>();

  private String idSecond = "";

  private FileAuditStore(
      DataDir dir, DirLock lock, AuditSettings settings, Clock clock, FileOpener opener)
      throws IOException {
    this.dir = dir;
    this.clock = clock;
    this.lock = lock;
    this.disk = Disk.open(dir, opener, settings.reserveBytes());
    Optional<Checkpoint> checkpoint = Checkpoint.read(dir);
    this.events =
        EventLog.open(disk, clock, checkpoint.map(known -> known.events().id()).orElse(0L));
    this.sessions = new OpenSessions(events);
    RecoveredRecordings recovered =
        RecoveredRecordings.from(dir, checkpoint.map(Checkpoint::sealed))
            .withReportedEnds(checkpoint.map(Checkpoint::ends).orElse(Map.of()));
    recovered = CrashedSessions.close(dir, checkpoint, recovered, events);
    this.recordings = new Recordings(disk, clock, settings, events, recovered);
    List<WorkerThread> writers = new ArrayList<>(recordings.writers());
    writers.add(events.worker());
    this.watch = new DiskWatch(disk, writers);
    this.indexer = new Indexer(dir, events, disk.board());
    this.check = new LogCheck(dir);
    this.archive = new LiveArchive(dir, events, recordings, indexer, check);
  }

  /**
   * Opens or creates the directory (mode 0700), locks it, and recovers from a crash: torn tails are
   * cut, and sessions left open end as {@code crashed}. Does not wait for the index.
   *
   * @throws StoreFault IN_USE naming the process that has it open, DISK, DAMAGED
   */
  public static FileAuditStore open(Path dir, AuditSettings settings, Clock clock) {
    return open(dir, settings, clock, FileOpener.REAL);
  }

  static FileAuditStore open(Path dir, AuditSettings settings, Clock clock, FileOpener opener) {
    DataDir data = new DataDir(dir.toAbsolutePath().normalize());
    try {
      data.create();
      DirLock lock = DirLock.acquire(data, clock);
      try {
        ZstdLibrary.loadFrom(PrivateFolder.recreate(data.nativeLibraries()));
        FileAuditStore store = new FileAuditStore(data, lock, settings, clock, opener);
        store.start();
        return store;
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StoreFault(StoreFault.Kind.DISK, DiskErrors.writing(e, data.root()), e);
    }
  }

  private void start() {
    disk.board().listen(this::healthChanged);
    recordings.start((nextJournal, ends) ->
        checkpoint(new SealedState(nextJournal, ends), recordings.endsAtStart()));
  }

  private void healthChanged(Health health) {
    switch (health) {
      case Health.Ok() ->
          event(EventKind.RECORDING, Outcome.OK, Map.of("reason", "recording works again"));
      case Health.Failing(String why) ->
          event(EventKind.RECORDING, Outcome.FAILED, Map.of("reason", why));
    }
  }

  private void checkpoint(SealedState sealed, Map<RecordedConsole, Long> ends) throws IOException {
    OpenSessions.Snapshot now = sessions.snapshot();
    if (!events.sync(MAX_SYNC)) {
      throw new IOException("the event log is behind");
    }
    new Checkpoint(sealed, ends, now.position(), now.open()).write(dir);
  }

  @Override
  public Path nativeLibraries() {
    return dir.nativeLibraries();
  }

  @Override
  public ConsoleRecording recording(RecordedConsole console) {
    return recordings.of(console);
  }

  @Override
  public synchronized SessionId newSession() {
    String second = SECOND.format(clock.instant());
    if (!second.equals(idSecond)) {
      idSecond = second;
      idsInSecond.clear();
    }
    String id = second + "-" + sixHexDigits();
    while (!idsInSecond.add(id)) {
      id = second + "-" + sixHexDigits();
    }
    return new SessionId(id);
  }

  private String sixHexDigits() {
    byte[] digits = new byte[3];
    random.nextBytes(digits);
    return HexFormat.of().formatHex(digits);
  }

  @Override
  public void opened(SessionOpened session, SessionRole role) {
    sessions.opened(session, role, recordings.of(session.console()).lastOffset());
  }

  @Override
  public void closed(SessionClosed session, SessionRole role) {
    sessions.closed(session, role, console -> recordings.of(console).lastOffset());
  }

  @Override
  public void event(EventKind kind, Outcome outcome, Map<String, String> about) {
    events.append(kind, outcome, about);
  }

  @Override
  public boolean awaitRoom(Duration longest) {
    return events.awaitRoom(longest);
  }

  @Override
  public boolean sync() {
    long deadline = System.nanoTime() + MAX_SYNC.toNanos();
    return recordings.sync(MAX_SYNC)
        && events.sync(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
  }

  @Override
  public Archive archive() {
    return archive;
  }

  @Override
  public Health health() {
    return disk.board().now();
  }

  @Override
  public List<Damage> unsealed() {
    return recordings.unsealed();
  }

  @Override
  public List<Path> setAside() throws IOException {
    return SetAside.in(dir);
  }

  @Override
  public void onHealth(Consumer<Health> listener) {
    disk.board().listen(listener);
  }

  @Override
  public void close() {
    try {
      check.close();
      indexer.close();
      recordings.close();
      checkpoint(recordings.sealed(), recordings.ends());
    } catch (IOException e) {
      LOG.warn("checkpoint not written reason={}", e.getMessage());
    } finally {
      closeRest();
    }
  }

  private void closeRest() {
    try {
      events.close();
      watch.close();
      disk.close();
    } catch (IOException e) {
      LOG.warn("reserve not closed reason={}", e.getMessage());
    } finally {
      lock.close();
    }
  }
}
