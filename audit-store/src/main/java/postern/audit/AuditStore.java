package postern.audit;

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
public final class AuditStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditStore.class);
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

  private AuditStore(DataDir dir, DirLock lock, AuditSettings settings, Surface surface)
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
  public static AuditStore open(Path dir, AuditSettings settings, Clock clock) {
    return open(dir, settings, new Surface(clock, FileOpener.REAL));
  }

  static AuditStore open(Path dir, AuditSettings settings, Surface surface) {
    DataDir data = new DataDir(dir.toAbsolutePath().normalize());
    try {
      data.make();
      DirLock lock = DirLock.take(data, surface.clock());
      try {
        ZstdLibrary.loadFrom(PrivateFolder.afresh(data.nativeLibraries()));
        AuditStore store = new AuditStore(data, lock, settings, surface);
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

  /**
   * The folder in the data directory from which this process loads native libraries: made afresh at
   * the start, and nobody else may write in it.
   */
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

  /**
   * The recording of this console; the same object for the same console.
   *
   * @throws StoreFault CALLER when its names are too long for files
   */
  public ConsoleRecording recording(RecordedConsole console) {
    return recordings.of(console);
  }

  /** A new id, unique in this store. */
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

  /** Writes the session's opening into the event log, as event {@code attach}. */
  public void opened(SessionOpened session, SessionRole role) {
    sessions.opened(session, role, recordings.of(session.console()).lastOffset());
  }

  /**
   * Writes the session's end, as event {@code detach}. One that is not open has no end.
   *
   * @param role {@link SessionRole#WRITER} if it ever had the keyboard
   */
  public void closed(SessionClosed session, SessionRole role) {
    sessions.closed(session, role, console -> recordings.of(console).lastOffset());
  }

  /**
   * Appends an event. Forcing it to disk begins within 50 ms; never waits, and a full disk falls
   * back on the reserve. Values longer than 4096 characters are cut, with a word of how long they
   * were.
   */
  public void event(EventKind kind, Outcome outcome, Map<String, String> about) {
    events.append(kind, outcome, about);
  }

  /**
   * Waits until there is room for the events of another act: a login, a keyboard, a power act must
   * not be done while their events could be lost.
   *
   * @param longest how long to wait; zero only looks
   * @return false when there was no room in time
   */
  public boolean awaitRoom(Duration longest) {
    return events.awaitRoom(longest);
  }

  /** Waits until everything taken so far is on disk. False when it was not within 5 s. */
  public boolean sync() {
    long deadline = System.nanoTime() + LONGEST_SYNC.toNanos();
    return recordings.sync(LONGEST_SYNC)
        && events.sync(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
  }

  /** Reads through the index where it is quicker, through the files else. */
  public Archive archive() {
    return archive;
  }

  public Health health() {
    return board.now();
  }

  /** Journals that cannot be sealed for now, and why. */
  public List<Damage> unsealed() {
    return recordings.unsealed();
  }

  /** What was found damaged and set aside, until somebody takes it away. */
  public List<Path> setAside() throws IOException {
    return SetAside.in(dir);
  }

  /**
   * Runs at each change, on the thread that noticed it (a writer's, or the one that watches them);
   * must return at once.
   */
  public void onHealth(Consumer<Health> listener) {
    board.listen(listener);
  }

  /** Writes and forces what is there, closes files and index, unlocks. */
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
