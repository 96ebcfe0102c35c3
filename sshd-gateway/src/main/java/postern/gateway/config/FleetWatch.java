package postern.gateway.config;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.gateway.config.FleetChange.Origin;

/**
 * Follows the fleet files. It rereads all of them when they have not changed for a second, or on
 * request. For a file that has a fault or that changes all the time, the last good copy is used. If
 * a reread would remove a large part of all machines or people, the removals wait for a
 * confirmation.
 */
public final class FleetWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FleetWatch.class);
  private static final long QUIET_MILLIS = 1000;
  private static final long LONGEST_UNREST = Duration.ofSeconds(1).toNanos();
  private static final long LOOK_AGAIN_MILLIS = 2000;

  /** How long new text is parsed before the files that were read already take effect. */
  private static final long SLICE = Duration.ofMillis(500).toNanos();

  private static final int MOST_SLICES = 200;

  private final Path dir;
  private final FleetReader reader;
  private final LastGoodCopies copies;
  private final PendingRemovalsStore pendingStore;
  private final Consumer<FleetChange> listener;
  private final WatchService watch;
  private final Thread thread;

  /** Allows one reread at a time, including its listener, so that changes are reported in order. */
  private final ReentrantLock rereading = new ReentrantLock();

  /** Guarded by {@link #rereading}. */
  private NavigableMap<Path, String> good = new TreeMap<>();

  /** The part of {@link #good} that is on disk. Guarded by {@link #rereading}. */
  private NavigableMap<Path, String> stored = new TreeMap<>();

  /** The removals that wait for a confirmation. Guarded by {@link #rereading}. */
  private PendingRemovals waiting = PendingRemovals.NONE;

  /** Whether part of {@link #good} is not on disk yet. Guarded by {@link #rereading}. */
  private boolean unstored;

  /** Whether some files are still to be read. Guarded by {@link #rereading}. */
  private boolean unfinished;

  private volatile FleetChange latest =
      new FleetChange(
          Fleet.empty(),
          Fleet.empty(),
          List.of(),
          Optional.empty(),
          new Origin(Map.of(), Origin.FILES));

  private FleetWatch(Configuration configuration, Consumer<FleetChange> listener)
      throws IOException {
    this.dir = configuration.fleetDir();
    this.reader = new FleetReader(configuration);
    this.copies = new LastGoodCopies(configuration.dataDir(), dir);
    this.pendingStore = new PendingRemovalsStore(configuration.dataDir());
    this.listener = listener;
    this.watch = dir.getFileSystem().newWatchService();
    this.thread = Thread.ofPlatform().daemon().name("fleet-watch").unstarted(this::run);
  }

  /**
   * Reads the files and starts to watch them.
   *
   * @param listener called for each change after this first reading, one at a time; may block
   * @throws IOException if the data directory or the watch fails; never because of a fleet file
   */
  public static FleetWatch start(Configuration configuration, Consumer<FleetChange> listener)
      throws IOException {
    FleetWatch watch = new FleetWatch(configuration, listener);
    watch.first();
    watch.thread.start();
    return watch;
  }

  /** Returns the fleet that is in effect. */
  public Fleet fleet() {
    return latest.after();
  }

  /**
   * Returns the result of the last reread. The first one is compared with the fleet before the
   * start.
   */
  public FleetChange latest() {
    return latest;
  }

  /** Returns the faults in the files as last read. */
  public List<Fault> faults() {
    return latest.faults();
  }

  /** Returns which removals wait for a confirmation; empty if none do. */
  public Optional<String> pending() {
    return latest.pending();
  }

  /**
   * Reads the files for the first time. The last good copies and the pending removals are what was
   * in effect before the start.
   */
  private void first() throws IOException {
    rereading.lock();
    try {
      good = new TreeMap<>(copies.load());
      FleetReader.Reading read = reader.read(good);
      PendingRemovals left = pendingStore.load(reader);
      PendingRemovals.Outcome before = left.over(read.fleet());
      waiting = before.waiting();
      latest =
          new FleetChange(
              before.fleet(),
              before.fleet(),
              List.of(),
              Optional.empty(),
              new Origin(read.files(), Origin.FILES));
      stored = good;
      reread(false, new How(Origin.FILES, Long.MAX_VALUE, false));
      keep();
    } finally {
      rereading.unlock();
    }
  }

  /**
   * Rereads the files at once.
   *
   * @param yes whether to confirm pending removals
   */
  public FleetChange reload(boolean yes) {
    return reload(yes, Origin.FILES);
  }

  /**
   * Rereads the files at once for a person.
   *
   * @param by the person's full name
   */
  public FleetChange reload(boolean yes, String by) {
    FleetChange change = reload(yes, new How(by, SLICE, false));
    Fleet before = change.before();
    for (int slice = 1; slice < MOST_SLICES && unfinished(false); slice++) {
      change = reload(yes, new How(by, SLICE, false));
    }
    return new FleetChange(
        before, change.after(), change.faults(), change.pending(), change.origin());
  }

  private boolean unfinished(boolean copiesToo) {
    rereading.lock();
    try {
      return unfinished || (copiesToo && unstored);
    } finally {
      rereading.unlock();
    }
  }

  /**
   * How files are reread.
   *
   * @param by the person for whom
   * @param nanos an approximate time limit; for files beyond it the last good copies are used
   * @param settled whether to use the last good copies of files that are being written
   */
  private record How(String by, long nanos, boolean settled) {}

  private FleetChange reload(boolean yes, How how) {
    rereading.lock();
    try {
      FleetChange before = latest;
      FleetChange change = reread(yes, how);
      boolean news =
          !change.lines().isEmpty()
              || !change.faults().equals(before.faults())
              || !change.pending().equals(before.pending());
      if (news) {
        listener.accept(change);
      }
      keep();
      return change;
    } finally {
      rereading.unlock();
    }
  }

  private FleetChange reread(boolean yes, How how) {
    Fleet before = latest.after();
    FleetFolder.Found found = FleetFolder.read(dir, good.keySet(), how.settled());
    FleetReader.Reading reading = reader.read(withCopies(found), good, how.nanos());
    List<Fault> faults = new ArrayList<>(found.faults());
    faults.addAll(reading.faults());
    unfinished = reading.unfinished() || (how.settled() && !found.unread().isEmpty());
    PendingRemovals.Outcome outcome =
        yes ? PendingRemovals.none(reading.fleet()) : waiting.next(before, reading.fleet());
    pendingStore.store(outcome.waiting(), latest.origin().files(), good);
    waiting = outcome.waiting();
    // a machine may only have moved to a file that is still to be read
    Fleet after = unfinished ? waiting.butMachines(before, reading.fleet()) : outcome.fleet();
    Map<String, Path> files = new HashMap<>(latest.origin().files());
    files.keySet().retainAll(keys(before));
    files.putAll(reading.files());
    good = new TreeMap<>(reading.good());
    FleetChange change =
        new FleetChange(before, after, faults, outcome.why(), new Origin(files, how.by()));
    latest = change;
    LOG.debug(
        "fleet read machines={} people={} faults={} held={}",
        after.machines().size(),
        after.people().size(),
        faults.size(),
        outcome.why().isPresent());
    return change;
  }

  private static Set<String> keys(Fleet fleet) {
    Set<String> keys = new HashSet<>();
    fleet.machines().forEach(each -> keys.add(FleetChange.machineKey(each)));
    fleet.people().forEach(each -> keys.add(FleetChange.personKey(each)));
    return keys;
  }

  /** Adds the last good copies of files, or of a folder, that cannot be read. */
  private NavigableMap<Path, String> withCopies(FleetFolder.Found found) {
    NavigableMap<Path, String> files = new TreeMap<>(found.files());
    good.forEach((file, text) -> {
      if (found.gone() || found.unread().contains(file)) {
        files.putIfAbsent(file, text);
      }
    });
    return files;
  }

  /**
   * Stores the last good copies. Called after the change took effect, so that nobody's login waits
   * for the disk.
   */
  private void keep() {
    try {
      stored = copies.store(stored, good, SLICE);
      unstored = !stored.equals(good);
    } catch (IOException e) {
      LOG.warn("cannot store the last good copies of the fleet files cause={}", e.toString());
    }
  }

  /** Returns the faults in the files as they are now. Changes nothing. */
  public List<Fault> check() {
    rereading.lock();
    try {
      FleetFolder.Found found = FleetFolder.read(dir, good.keySet(), false);
      FleetReader.Reading reading = reader.read(withCopies(found), good, SLICE);
      List<Fault> faults = new ArrayList<>(found.faults());
      faults.addAll(reading.faults());
      if (reading.unfinished()) {
        faults.add(new Fault(dir, 1, "not all files have been read yet", "try again later"));
      }
      return List.copyOf(faults);
    } finally {
      rereading.unlock();
    }
  }

  // ---- the watching thread

  private void run() {
    WatchKey key = null;
    try {
      while (true) {
        boolean fresh = key == null || !key.isValid();
        if (fresh) {
          key = register();
        }
        boolean again = unfinished(true);
        boolean news = unrest(again ? QUIET_MILLIS : LOOK_AGAIN_MILLIS);
        boolean quiet = !news || waitForQuiet();
        if (news || again || (fresh && key != null)) {
          rereadSafely(!quiet);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ClosedWatchServiceException e) {
      LOG.debug("fleet watch closed");
    }
  }

  private void rereadSafely(boolean settled) {
    try {
      reload(false, new How(Origin.FILES, SLICE, settled));
    } catch (RuntimeException | Error e) { // the next change must still be followed
      LOG.error("the fleet could not be reread and stays as it was", e);
    }
  }

  private @Nullable WatchKey register() {
    try {
      return dir.register(
          watch,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_MODIFY,
          StandardWatchEventKinds.ENTRY_DELETE);
    } catch (IOException e) {
      return null;
    }
  }

  private boolean unrest(long atMostMillis) throws InterruptedException {
    WatchKey key = watch.poll(atMostMillis, TimeUnit.MILLISECONDS);
    if (key == null) {
      return false;
    }
    key.pollEvents();
    key.reset();
    return true;
  }

  /** Returns false if some file keeps changing; the other files must not wait for it. */
  private boolean waitForQuiet() throws InterruptedException {
    long until = System.nanoTime() + LONGEST_UNREST;
    while (unrest(QUIET_MILLIS)) {
      if (System.nanoTime() > until) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    try {
      watch.close();
      thread.interrupt();
      thread.join(Duration.ofSeconds(5));
    } catch (IOException e) {
      LOG.debug("fleet watch not closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
