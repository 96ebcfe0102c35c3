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
 * Keeps the fleet as its files say: rereads all of them together once they have been quiet for a
 * second, or when told. A file with a fault, and one that is being written all the time, counts as
 * its last good copy; the removals of a reread that would remove a great part of everything wait
 * until somebody says yes.
 */
public final class FleetWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FleetWatch.class);
  private static final long QUIET_MILLIS = 1000;
  private static final long LONGEST_UNREST = Duration.ofSeconds(1).toNanos();
  private static final long LOOK_AGAIN_MILLIS = 2000;

  /** New text is parsed for so long before what is known already counts. */
  private static final long SLICE = Duration.ofMillis(500).toNanos();

  private static final int MOST_SLICES = 200;

  private final Path dir;
  private final FleetReader reader;
  private final LastGoodCopies copies;
  private final PendingRemovalsStore pendingStore;
  private final Consumer<FleetChange> listener;
  private final WatchService watch;
  private final Thread thread;

  /** One reread at a time, its listener included: changes are told in their order. */
  private final ReentrantLock rereading = new ReentrantLock();

  /** By {@link #rereading}. */
  private NavigableMap<Path, String> good = new TreeMap<>();

  /** By {@link #rereading}: what of it is on disk. */
  private NavigableMap<Path, String> stored = new TreeMap<>();

  /** By {@link #rereading}: the removals that wait. */
  private PendingRemovals waiting = PendingRemovals.NONE;

  /** By {@link #rereading}: not all of {@link #good} is on disk. */
  private boolean unstored;

  /** By {@link #rereading}: some files are still to be read. */
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
   * Reads the files and begins to watch them.
   *
   * @param listener told of each change after this first reading, one after the other; may block
   * @throws IOException when the data directory or the watching itself fails; never for what stands
   *     in a fleet file
   */
  public static FleetWatch start(Configuration configuration, Consumer<FleetChange> listener)
      throws IOException {
    FleetWatch watch = new FleetWatch(configuration, listener);
    watch.first();
    watch.thread.start();
    return watch;
  }

  /** What counts now. */
  public Fleet fleet() {
    return latest.after();
  }

  /** What the last reread came to; the first one is against what counted before the start. */
  public FleetChange latest() {
    return latest;
  }

  /** What is wrong in the files, as last read. */
  public List<Fault> faults() {
    return latest.faults();
  }

  /** Which removals wait; empty when none do. */
  public Optional<String> pending() {
    return latest.pending();
  }

  /** Before the first reading the last good copies are what counted, and what waited. */
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
   * Rereads at once.
   *
   * @param yes take it even if it removes a great part of everything
   */
  public FleetChange reload(boolean yes) {
    return reload(yes, Origin.FILES);
  }

  /**
   * Rereads at once, for somebody.
   *
   * @param by their full name
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
   * @param by for whom
   * @param nanos for how long at most, roughly; what is left counts as its last good copy
   * @param settled what is being written counts as its last good copy
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

  /** What cannot be read counts as its last good copy; a folder that is gone, as all of them. */
  private NavigableMap<Path, String> withCopies(FleetFolder.Found found) {
    NavigableMap<Path, String> files = new TreeMap<>(found.files());
    good.forEach((file, text) -> {
      if (found.gone() || found.unread().contains(file)) {
        files.putIfAbsent(file, text);
      }
    });
    return files;
  }

  /** After the change was followed: nobody's key waits for the disk. */
  private void keep() {
    try {
      stored = copies.store(stored, good, SLICE);
      unstored = !stored.equals(good);
    } catch (IOException e) {
      LOG.warn("last good copies of the fleet files are not up to date cause={}", e.toString());
    }
  }

  /** What is wrong in the files as they are now; nothing is changed. */
  public List<Fault> check() {
    rereading.lock();
    try {
      FleetFolder.Found found = FleetFolder.read(dir, good.keySet(), false);
      FleetReader.Reading reading = reader.read(withCopies(found), good, SLICE);
      List<Fault> faults = new ArrayList<>(found.faults());
      faults.addAll(reading.faults());
      if (reading.unfinished()) {
        faults.add(new Fault(dir, 1, "not all files are read yet", "ask again in a while"));
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
    } catch (RuntimeException | Error e) { // whatever happens, the next change is followed
      LOG.error("the fleet could not be reread; it stays as it was", e);
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

  /** False when some file goes on changing: the others must not wait for it. */
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
