package postern.gateway.fleet;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
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

/**
 * Keeps the fleet as its files say: rereads all of them together once they have been quiet for a
 * second, or when told. A file with a fault counts as its last good copy; a reread that would
 * remove a great part of everything is held until somebody says yes.
 */
public final class FleetWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FleetWatch.class);
  private static final long QUIET_MILLIS = 1000;
  private static final long LONGEST_UNREST = Duration.ofSeconds(30).toNanos();
  private static final long LOOK_AGAIN_MILLIS = 2000;
  private static final int FEW = 8;

  private final Path dir;
  private final FleetReader reader;
  private final GoodCopies copies;
  private final Consumer<FleetChange> listener;
  private final WatchService watch;
  private final Thread thread;

  /** One reread at a time, its listener included: changes are told in their order. */
  private final ReentrantLock rereading = new ReentrantLock();

  /** By {@link #rereading}. */
  private NavigableMap<Path, String> good = new TreeMap<>();

  private volatile FleetChange latest =
      new FleetChange(Fleet.empty(), Fleet.empty(), List.of(), Optional.empty());

  private FleetWatch(Configuration configuration, Consumer<FleetChange> listener)
      throws IOException {
    this.dir = configuration.fleetDir();
    this.reader = new FleetReader(configuration);
    this.copies = new GoodCopies(configuration.dataDir(), dir);
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

  /** What is wrong in the files, as last read. */
  public List<Fault> faults() {
    return latest.faults();
  }

  /** Why the last reread is held; empty when it is not. */
  public Optional<String> held() {
    return latest.held();
  }

  /** Before the first reading the last good copies are what counted. */
  private void first() throws IOException {
    rereading.lock();
    try {
      good = new TreeMap<>(copies.load());
      Fleet before = reader.read(good).fleet();
      latest = new FleetChange(before, before, List.of(), Optional.empty());
      reread(false);
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
    rereading.lock();
    try {
      FleetChange before = latest;
      FleetChange change = reread(yes);
      boolean news =
          !change.lines().isEmpty()
              || !change.faults().equals(before.faults())
              || !change.held().equals(before.held());
      if (news) {
        listener.accept(change);
      }
      return change;
    } finally {
      rereading.unlock();
    }
  }

  private FleetChange reread(boolean yes) {
    Fleet before = latest.after();
    FleetFolder.Found found = FleetFolder.read(dir);
    NavigableMap<Path, String> files = new TreeMap<>(found.files());
    for (Fault each : found.unreadable()) {
      standIn(each.file(), files);
    }
    FleetReader.Reading reading = reader.read(files, good);
    List<Fault> faults = new ArrayList<>(found.unreadable());
    faults.addAll(reading.faults());
    Optional<String> held = yes ? Optional.empty() : held(before, reading.fleet());
    Fleet after = held.isPresent() ? before : reading.fleet();
    if (held.isEmpty()) {
      keep(reading.good());
    }
    FleetChange change = new FleetChange(before, after, faults, held);
    latest = change;
    LOG.debug(
        "fleet read machines={} people={} faults={} held={}",
        after.machines().size(),
        after.people().size(),
        faults.size(),
        held.isPresent());
    return change;
  }

  /** What cannot be read counts as its last good copy; a folder that is gone, as all of them. */
  private void standIn(Path unreadable, NavigableMap<Path, String> files) {
    if (unreadable.equals(dir)) {
      good.forEach(files::putIfAbsent);
    } else if (good.containsKey(unreadable)) {
      files.put(unreadable, good.get(unreadable));
    }
  }

  private void keep(NavigableMap<Path, String> next) {
    try {
      copies.store(good, next);
    } catch (IOException e) {
      LOG.warn("last good copies of the fleet files are not up to date cause={}", e.toString());
    }
    good = new TreeMap<>(next);
  }

  private static Optional<String> held(Fleet before, Fleet after) {
    int machines = gone(FleetChange.machines(before), FleetChange.machines(after));
    int people = gone(FleetChange.people(before), FleetChange.people(after));
    if (!tooMany(machines, before.machines().size()) && !tooMany(people, before.people().size())) {
      return Optional.empty();
    }
    return Optional.of(
        "the files would remove "
            + machines
            + " of "
            + before.machines().size()
            + " machines and "
            + people
            + " of "
            + before.people().size()
            + " people: nothing was changed; reload --yes does it");
  }

  private static int gone(Map<String, Object> before, Map<String, Object> after) {
    Set<String> gone = new HashSet<>(before.keySet());
    gone.removeAll(after.keySet());
    return gone.size();
  }

  private static boolean tooMany(int gone, int of) {
    return gone > FEW && gone * 10L > of;
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
        boolean news = unrest(LOOK_AGAIN_MILLIS);
        if (news) {
          waitForQuiet();
        }
        if (news || (fresh && key != null)) {
          rereadSafely();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ClosedWatchServiceException e) {
      LOG.debug("fleet watch closed");
    }
  }

  private void rereadSafely() {
    try {
      reload(false);
    } catch (RuntimeException e) {
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

  private void waitForQuiet() throws InterruptedException {
    long until = System.nanoTime() + LONGEST_UNREST;
    while (unrest(QUIET_MILLIS) && System.nanoTime() < until) {
      LOG.trace("fleet files still change");
    }
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
