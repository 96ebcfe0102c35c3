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
import postern.audit.disk.DiskWatch;
import postern.audit.disk.DiskWords;
import postern.audit.disk.FileOpener;
import postern.audit.disk.HealthBoard;
import postern.audit.disk.PrivateFolder;
import postern.audit.disk.Reserve;
import postern.audit.disk.SetAside;
import postern.audit.disk.Space;
import postern.audit.disk.ZstdLibrary;
import postern.audit.event.EventLog;
import postern.audit.event.LogCheck;
import postern.audit.query.IndexTail;
import postern.audit.query.LiveArchive;
import postern.audit.recording.Recordings;
import postern.audit.recording.Recovered;
import postern.audit.recording.Surroundings;

/** The data directory of one gateway, open for writing: recordings, event log, sessions, index. */
public final class FileAuditStore implements AuditStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileAuditStore.class);
  private static final Duration LONGEST_SYNC = Duration.ofSeconds(5);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final DataDir dir;
  private final Clock clock;
  private final HealthBoard board = new HealthBoard();
  private final SecureRandom random = new SecureRandom();
  // closed in the order reverse to this
  private final DirLock lock;
  private final Reserve reserve;
  private final EventLog events;
  private final OpenSessions sessions;
  private final Recordings recordings;
  private final DiskWatch watch;
  private final IndexTail index;
  private final LogCheck check;
  private final Archive archive;

  /** Ids given in one second. */
  private final Set<String> givenNow = new HashSet<>();

  private String givenSecond = "";

  private FileAuditStore(DataDir dir, DirLock lock, AuditSettings settings, Surface surface)
      throws IOException {
    this.dir = dir;
    this.clock = surface.clock();
    this.lock = lock;
    this.reserve = Reserve.open(dir, settings.reserveBytes());
    Optional<Checkpoint> checkpoint = Checkpoint.read(dir);
    this.events =
        EventLog.open(
            new EventLog.Tools(dir, surface.opener(), board, reserve, surface.clock()),
            checkpoint.map(known -> known.events().id()).orElse(0L));
    this.sessions = new OpenSessions(events);
    Recovered recovered =
        Recovered.from(
            dir, checkpoint.map(known -> new Recovered.Known(known.nextJournal(), known.ends())));
    recovered = recovered.knowing(checkpoint.map(Checkpoint::seen).orElse(Map.of()));
    recovered = Crashed.close(dir, checkpoint, recovered, events);
    Space space = new Space(dir, reserve.target());
    Surroundings around = new Surroundings(dir, board, space, reserve);
    this.recordings =
        new Recordings(
            new Recordings.Tools(around, surface.opener(), clock, settings, events),
            recovered,
            this::checkpoint);
    List<DiskWatch.Writer> writers = new ArrayList<>(recordings.writers());
    writers.add(events);
    this.watch = new DiskWatch(dir, board, space, reserve, writers);
    this.index = new IndexTail(dir, events, board);
    this.check = new LogCheck(dir);
    this.archive = new LiveArchive(new LiveArchive.Sources(dir, events, recordings, index, check));
  }

  /** What is outside: time and disk. */
  record Surface(Clock clock, FileOpener opener) {}

  /**
   * Opens or makes the directory (mode 0700), locks it, and recovers what a crash left: torn tails
   * are cut, sessions left open end as {@code crashed}. Does not wait for the index.
   *
   * @throws StoreFault IN_USE naming the process that has it, DISK, DAMAGED
   */
  public static FileAuditStore open(Path dir, AuditSettings settings, Clock clock) {
    return open(dir, settings, new Surface(clock, FileOpener.REAL));
  }

  static FileAuditStore open(Path dir, AuditSettings settings, Surface surface) {
    DataDir data = new DataDir(dir.toAbsolutePath().normalize());
    try {
      data.make();
      DirLock lock = DirLock.take(data, surface.clock());
      try {
        ZstdLibrary.loadFrom(PrivateFolder.afresh(data.nativeLibraries()));
        FileAuditStore store = new FileAuditStore(data, lock, settings, surface);
        store.start();
        return store;
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StoreFault(StoreFault.Kind.DISK, DiskWords.of(e, data.root()), e);
    }
  }

  @Override
  public Path nativeLibraries() {
    return dir.nativeLibraries();
  }

  private void start() {
    board.listen(this::remember);
    recordings.start();
  }

  private void remember(Health health) {
    switch (health) {
      case Health.Well() ->
          event(EventKind.RECORDING, Outcome.OK, Map.of("reason", "recording works again"));
      case Health.Failing(String why) ->
          event(EventKind.RECORDING, Outcome.FAILED, Map.of("reason", why));
    }
  }

  private void checkpoint(long nextJournal, Map<RecordedConsole, Long> sealed) throws IOException {
    checkpoint(nextJournal, sealed, recordings.endsAtStart());
  }

  private void checkpoint(
      long nextJournal, Map<RecordedConsole, Long> sealed, Map<RecordedConsole, Long> seen)
      throws IOException {
    OpenSessions.Snapshot now = sessions.snapshot();
    if (!events.sync(LONGEST_SYNC)) {
      throw new IOException("the event log is behind");
    }
    new Checkpoint(nextJournal, sealed, seen, now.position(), now.open()).write(dir);
  }

  @Override
  public ConsoleRecording recording(RecordedConsole console) {
    return recordings.of(console);
  }

  @Override
  public synchronized SessionId newSession() {
    String second = SECOND.format(clock.instant());
    if (!second.equals(givenSecond)) {
      givenSecond = second;
      givenNow.clear();
    }
    String id = second + "-" + sixDigits();
    while (!givenNow.add(id)) {
      id = second + "-" + sixDigits();
    }
    return new SessionId(id);
  }

  private String sixDigits() {
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
    long deadline = System.nanoTime() + LONGEST_SYNC.toNanos();
    return recordings.sync(LONGEST_SYNC)
        && events.sync(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
  }

  @Override
  public Archive archive() {
    return archive;
  }

  @Override
  public Health health() {
    return board.now();
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
    board.listen(listener);
  }

  @Override
  public void close() {
    try {
      check.close();
      index.close();
      recordings.close();
      Recovered.Known known = recordings.known();
      checkpoint(known.nextJournal(), known.sealed(), recordings.ends());
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
      reserve.close();
    } catch (IOException e) {
      LOG.warn("reserve not closed reason={}", e.getMessage());
    } finally {
      lock.close();
    }
  }
}
