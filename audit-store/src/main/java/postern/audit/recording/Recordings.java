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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.AuditSettings;
import postern.audit.ConsoleRecording;
import postern.audit.Damage;
import postern.audit.RecordedConsole;
import postern.audit.disk.DataDir;
import postern.audit.disk.Disk;
import postern.audit.disk.DiskErrors;
import postern.audit.disk.WorkerThread;
import postern.audit.event.EventLog;

/** All recordings, their journal, and the thread that seals closed journals. */
public final class Recordings implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Recordings.class);

  /** How many closed journals may wait for the end of a flood. */
  private static final int MAX_BACKLOG = 24;

  /** The backlog may take this part of the free space. */
  private static final int BACKLOG_PART = 50;

  private static final Duration CALM = Duration.ofSeconds(2);
  private static final Duration POLL_WHILE_FLOODED = CALM.dividedBy(4);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long DISK_FULL_RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long MIN_JOURNAL = 256L << 10;
  private static final long MAX_JOURNAL = 1L << 30;

  /** A journal that could not be sealed, the time of the next try, and why it failed. */
  private record Unsealed(JournalName journal, long retryNanos, Damage why) {}

  /** Writes a checkpoint before a sealed journal is removed. */
  @FunctionalInterface
  public interface CheckpointWriter {
    void write(long nextJournal, Map<RecordedConsole, Long> sealedEnds) throws IOException;
  }

  private final Disk disk;
  private final Map<RecordedConsole, Long> endsAtStart;
  private final ConcurrentMap<RecordedConsole, Recording> live = new ConcurrentHashMap<>();
  private final ConcurrentMap<RecordedConsole, Long> sealedEnds;
  private final AtomicLong nextJournal;
  private final ConsoleNumbers numbers = new ConsoleNumbers();
  private final Sealer sealer;
  private final ConcurrentMap<Long, Unsealed> unsealed = new ConcurrentHashMap<>();
  private final BlockingQueue<JournalName> toSeal = new LinkedBlockingQueue<>();
  private final Journal journal;
  private final TypingPolicy policy;
  private final long journalBytes;
  private volatile long lastClosed = System.nanoTime() - CALM.toNanos();
  private volatile CheckpointWriter checkpoint = (nextJournal, sealedEnds) -> {};
  private final WorkerThread worker = new WorkerThread("seal", this::sealAll);

  public Recordings(
      Disk disk,
      Clock clock,
      AuditSettings settings,
      EventLog events,
      RecoveredRecordings recovered)
      throws IOException {
    this.disk = disk;
    this.endsAtStart = Map.copyOf(recovered.ends());
    this.sealedEnds = new ConcurrentHashMap<>(recovered.sealedEnds());
    this.nextJournal = new AtomicLong(recovered.nextJournal());
    this.sealer = new Sealer(disk, events);
    this.policy = new TypingPolicy(settings.strict(), disk.board());
    toSeal.addAll(JournalName.all(disk.dir()));
    long limit = Math.clamp(settings.journalBytes(), 1, MAX_JOURNAL);
    this.journalBytes = Math.min(limit, Math.max(MIN_JOURNAL, disk.space().usable() / 8));
    JournalFiles files = new JournalFiles(disk.dir(), disk.opener(), recovered.nextJournal());
    this.journal =
        new Journal(new JournalWriter(disk, files, numbers, journalBytes, this::closed), clock);
  }

  /** Starts to seal the journals found at the start and those that are closed from now on. */
  public void start(CheckpointWriter writer) {
    checkpoint = writer;
    worker.start();
  }

  /** Returns the threads that write. */
  public List<WorkerThread> writers() {
    return List.of(journal.worker());
  }

  public ConsoleRecording of(RecordedConsole console) {
    return live.computeIfAbsent(
        console,
        fresh -> {
          disk.dir().segmentsOf(fresh); // checks that its names do for files
          return new Recording(
              fresh, numbers.add(fresh), journal, policy, endsAtStart.getOrDefault(fresh, 0L));
        });
  }

  /** Returns the consoles that have a recording. */
  public List<RecordedConsole> consoles() {
    List<RecordedConsole> all = new ArrayList<>(endsAtStart.keySet());
    live.forEach((console, recording) -> {
      if (recording.lastOffset() > 0 && !endsAtStart.containsKey(console)) {
        all.add(console);
      }
    });
    return all;
  }

  /** Returns where the output of a console ended, as far as known, when this was opened. */
  public long endAtStart(RecordedConsole console) {
    return endsAtStart.getOrDefault(console, 0L);
  }

  /** Returns {@link #endAtStart} of all consoles. */
  public Map<RecordedConsole, Long> endsAtStart() {
    return endsAtStart;
  }

  /** Returns where the output of all consoles ends now. */
  public Map<RecordedConsole, Long> ends() {
    Map<RecordedConsole, Long> ends = new HashMap<>(endsAtStart);
    live.forEach((console, recording) -> ends.merge(console, recording.lastOffset(), Math::max));
    return ends;
  }

  /** Returns the journals that could not be sealed, and why. Each is tried again once a minute. */
  public List<Damage> unsealed() {
    return unsealed.values().stream().map(Unsealed::why).toList();
  }

  public boolean sync(Duration longest) {
    return journal.sync(longest);
  }

  /** Returns what a checkpoint records about segments. */
  public SealedState sealed() {
    return new SealedState(nextJournal.get(), new HashMap<>(sealedEnds));
  }

  private void closed(JournalName name) {
    lastClosed = System.nanoTime();
    toSeal.add(name);
  }

  /**
   * Returns whether sealing should wait. While a flood of output closes one journal after the
   * other, sealing would slow down the people who watch it, so a few journals wait if the disk has
   * room.
   */
  private boolean flooding() {
    return System.nanoTime() - lastClosed < CALM.toNanos() && toSeal.size() < backlog();
  }

  /** Returns how many closed journals may wait, given the free space now. */
  private long backlog() {
    try {
      return Math.min(MAX_BACKLOG, disk.space().usable() / journalBytes / BACKLOG_PART);
    } catch (IOException e) {
      return 0;
    }
  }

  private void sealAll() throws InterruptedException {
    while (worker.pause(flooding() ? POLL_WHILE_FLOODED : Duration.ZERO)) {
      JournalName next = flooding() ? null : toSeal.poll(100, TimeUnit.MILLISECONDS);
      if (next != null) {
        seal(next);
      }
      for (Unsealed failed : List.copyOf(unsealed.values())) {
        if (failed.retryNanos() - System.nanoTime() <= 0 && !worker.closing()) {
          seal(failed.journal());
        }
      }
    }
  }

  /** Seals a journal. A failure does not hold up the other journals. */
  private void seal(JournalName next) {
    try {
      sealer.seal(next, this::sealed);
      unsealed.remove(next.number());
    } catch (IOException | RuntimeException e) {
      LOG.warn("journal not sealed yet number={} reason={}", next.number(), e.toString());
      boolean full = e instanceof IOException io && DiskErrors.isNoSpace(io);
      String why = e instanceof IOException io ? DiskErrors.reading(io) : e.toString();
      Damage damage = new Damage("journal/" + DataDir.name(next.path()), 0, "not sealed: " + why);
      long retry = System.nanoTime() + (full ? DISK_FULL_RETRY_NANOS : RETRY_NANOS);
      unsealed.put(next.number(), new Unsealed(next, retry, damage));
    }
  }

  private void sealed(JournalName name, Map<RecordedConsole, Long> ends) throws IOException {
    ends.forEach((console, end) -> sealedEnds.merge(console, end, Math::max));
    nextJournal.accumulateAndGet(name.number() + 1, Math::max);
    checkpoint.write(nextJournal.get(), new HashMap<>(sealedEnds));
  }

  /** Writes and forces what was taken. What is not sealed is sealed after the next start. */
  @Override
  public void close() {
    journal.close();
    worker.close();
  }
}
