package postern.audit.recording;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.AuditSettings;
import postern.audit.ConsoleRecording;
import postern.audit.Damage;
import postern.audit.RecordedConsole;
import postern.audit.disk.DataDir;
import postern.audit.disk.DiskWatch;
import postern.audit.disk.DiskWords;
import postern.audit.disk.FileOpener;
import postern.audit.disk.RegularFile;
import postern.audit.disk.Threads;
import postern.audit.event.EventLog;

/** All recordings, their journal, and the thread that seals closed journals. */
public final class Recordings implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Recordings.class);

  /** Closed journals that may wait for a flood's end, and what part of the free space they take. */
  private static final int BACKLOG = 24;

  private static final int BACKLOG_PART = 50;

  private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long FULL_RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long SMALLEST_JOURNAL = 256L << 10;
  private static final long LARGEST_JOURNAL = 1L << 30;

  /** What the recordings work with. */
  public record Tools(
      Surroundings around,
      FileOpener opener,
      Clock clock,
      AuditSettings settings,
      EventLog events) {}

  /** A journal that could not be sealed, when it is tried again, and why it failed. */
  private record Unsealed(JournalName journal, long again, Damage why) {}

  /** Keeps what is sealed, before the journal goes. */
  @FunctionalInterface
  public interface Keeper {
    void keep(long nextJournal, Map<RecordedConsole, Long> sealed) throws IOException;
  }

  private final Tools tools;
  private final Keeper keeper;
  private final Map<RecordedConsole, Long> endsBefore;
  private final ConcurrentMap<RecordedConsole, Recording> live = new ConcurrentHashMap<>();
  private final ConcurrentMap<RecordedConsole, Long> sealed;
  private final AtomicLong nextJournal;
  private final Consoles consoles = new Consoles();
  private final Sealer sealer;
  private final ConcurrentMap<Long, Unsealed> unsealed = new ConcurrentHashMap<>();
  private final BlockingQueue<JournalName> toSeal = new LinkedBlockingQueue<>();
  private final Journal journal;
  private final Recording.Shared shared;
  private final Semaphore retryNow = new Semaphore(0);
  private final long journalBytes;
  private volatile long lastClosed = System.nanoTime() - CALM_NANOS;
  private volatile boolean closing;
  private final Thread sealing;

  public Recordings(Tools tools, Recovered recovered, Keeper keeper) throws IOException {
    this.tools = tools;
    this.keeper = keeper;
    this.endsBefore = Map.copyOf(recovered.ends());
    this.sealed = new ConcurrentHashMap<>(recovered.sealed());
    this.nextJournal = new AtomicLong(recovered.nextJournal());
    Surroundings around = tools.around();
    this.sealer = new Sealer(around, tools.events());
    toSeal.addAll(JournalName.all(around.dir()));
    JournalFiles files = new JournalFiles(around.dir(), tools.opener(), recovered.nextJournal());
    long limit = Math.clamp(tools.settings().journalBytes(), 1, LARGEST_JOURNAL);
    limit = Math.min(limit, Math.max(SMALLEST_JOURNAL, around.space().usable() / 8));
    String name = "journal";
    JournalWriter writer =
        new JournalWriter(
            new JournalWriter.Tools(name, around, files, consoles, limit), this::closed);
    this.journalBytes = limit;
    this.journal = new Journal(name, writer);
    this.shared =
        new Recording.Shared(journal, around.board(), tools.clock(), tools.settings().strict());
    this.sealing = Thread.ofPlatform().daemon().name("audit-seal").unstarted(this::sealAll);
  }

  /** Begins to seal what was left before and what is closed from now on. */
  public void start() {
    sealing.start();
  }

  public List<DiskWatch.Writer> writers() {
    return List.of(journal);
  }

  public ConsoleRecording of(RecordedConsole console) {
    return live.computeIfAbsent(
        console,
        fresh -> {
          tools.around().dir().segmentsOf(fresh); // its names must do for files
          return new Recording(
              fresh, consoles.add(fresh), shared, endsBefore.getOrDefault(fresh, 0L));
        });
  }

  /** Consoles that anything is recorded of. */
  public List<RecordedConsole> consoles() {
    List<RecordedConsole> all = new ArrayList<>(endsBefore.keySet());
    live.forEach((console, recording) -> {
      if (recording.lastOffset() > 0 && !endsBefore.containsKey(console)) {
        all.add(console);
      }
    });
    return all;
  }

  /** Where the output of a console was known to end when this was opened. */
  public long endAtStart(RecordedConsole console) {
    return endsBefore.getOrDefault(console, 0L);
  }

  /** As {@link #endAtStart}, of all consoles. */
  public Map<RecordedConsole, Long> endsAtStart() {
    return endsBefore;
  }

  /** Where the output of all consoles ends now. */
  public Map<RecordedConsole, Long> ends() {
    Map<RecordedConsole, Long> ends = new HashMap<>(endsBefore);
    live.forEach((console, recording) -> ends.merge(console, recording.lastOffset(), Math::max));
    return ends;
  }

  /** Journals that could not be sealed, and why; each is tried again once a minute. */
  public List<Damage> unsealed() {
    return unsealed.values().stream().map(Unsealed::why).toList();
  }

  public boolean sync(Duration longest) {
    return journal.sync(longest);
  }

  /** What a checkpoint shall say now. */
  public Recovered.Known known() {
    return new Recovered.Known(nextJournal.get(), new HashMap<>(sealed));
  }

  private void closed(JournalName name) {
    lastClosed = System.nanoTime();
    toSeal.add(name);
  }

  /**
   * A flood closes one journal after the other: what is sealed meanwhile takes time from those who
   * look at it. A few wait for its end, where the disk has much room.
   */
  private boolean flooding() {
    return System.nanoTime() - lastClosed < CALM_NANOS && toSeal.size() < backlog();
  }

  /** As much room as there is now: a disk that fills up gets its segments, and no more journals. */
  private long backlog() {
    try {
      return Math.min(BACKLOG, tools.around().space().usable() / journalBytes / BACKLOG_PART);
    } catch (IOException e) {
      return 0;
    }
  }

  private void sealAll() {
    try {
      while (!closing) {
        if (flooding() && retryNow.tryAcquire(CALM_NANOS / 4, TimeUnit.NANOSECONDS)) {
          return;
        }
        JournalName next = flooding() ? null : toSeal.poll(100, TimeUnit.MILLISECONDS);
        if (next != null) {
          seal(next);
        }
        for (Unsealed failed : List.copyOf(unsealed.values())) {
          if (failed.again() - System.nanoTime() <= 0 && !closing) {
            seal(failed.journal());
          }
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("sealing ended");
      Thread.currentThread().interrupt();
    }
  }

  /** A journal that cannot be sealed does not hold up the others. */
  private void seal(JournalName next) {
    try {
      sealer.seal(next, this::keep);
      unsealed.remove(next.number());
    } catch (IOException | RuntimeException e) {
      LOG.warn("journal not sealed yet number={} reason={}", next.number(), e.toString());
      long pause =
          e instanceof IOException io && DiskWords.noSpace(io) ? FULL_RETRY_NANOS : RETRY_NANOS;
      Damage why =
          new Damage(
              "journal/" + DataDir.name(next.path()),
              0,
              "not sealed: "
                  + (e instanceof IOException failed ? RegularFile.why(failed) : e.toString()));
      unsealed.put(next.number(), new Unsealed(next, System.nanoTime() + pause, why));
    }
  }

  private void keep(JournalName journalName, Map<RecordedConsole, Long> ends) throws IOException {
    ends.forEach((console, end) -> sealed.merge(console, end, Math::max));
    nextJournal.accumulateAndGet(journalName.number() + 1, Math::max);
    keeper.keep(nextJournal.get(), new HashMap<>(sealed));
  }

  /** Writes and forces what is there. What is not sealed is sealed after the next start. */
  @Override
  public void close() {
    journal.close();
    closing = true;
    retryNow.release();
    Threads.join(sealing);
  }
}
