package postern.audit.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.audit.disk.Disk;
import postern.audit.disk.WorkerThread;

/**
 * The event log, open for appending. Callers get ids at once; a thread writes the events and forces
 * them to disk.
 */
public final class EventLog implements AutoCloseable {
  private static final int MAX_PENDING = 16 << 20;

  /** With this many bytes pending, acts of people wait or are refused: their events need room. */
  private static final int MAX_PENDING_FOR_ACTS = 12 << 20;

  /** With this many bytes pending, an event of {@link #COUNTED} is only counted. */
  private static final int MAX_PENDING_FOR_COUNTED = 8 << 20;

  /** The kinds that a person can cause often and at no cost. */
  private static final Set<EventKind> COUNTED =
      Set.of(EventKind.REFUSED, EventKind.VIEW, EventKind.MESSAGE, EventKind.NOTE, EventKind.SIZE);

  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Clock clock;
  private final EventLogWriter writer;
  private final WorkerThread worker = new WorkerThread("events", this::run);
  private final ReentrantLock lock = worker.lock();
  // guarded by lock, down to hurry
  private ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private long lastId;
  private long lost;
  private boolean hurry;
  private volatile LogPosition durable;
  private volatile Runnable onDurable = () -> {};

  private EventLog(Disk disk, Clock clock, LogPosition end) throws IOException {
    this.clock = clock;
    this.durable = end;
    this.lastId = end.id();
    this.writer = new EventLogWriter(disk, end);
    worker.start();
  }

  /**
   * Opens the log for appending. An unfinished last line is set aside.
   *
   * @param knownId an id that is known to be in use; new ids are higher
   */
  public static EventLog open(Disk disk, Clock clock, long knownId) throws IOException {
    return new EventLog(disk, clock, LogEnd.find(disk.dir(), knownId));
  }

  /** Returns the thread that writes. */
  public WorkerThread worker() {
    return worker;
  }

  /** Returns the end of the part that is on disk. */
  public LogPosition durable() {
    return durable;
  }

  /** Sets what runs on the log's thread whenever more is on disk. It must return at once. */
  public void onDurable(Runnable listener) {
    onDurable = listener;
  }

  /** Returns the id of the last event taken. */
  public long lastId() {
    lock.lock();
    try {
      return lastId;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until there is room for the events of another act.
   *
   * @return false if there was no room in time; true while the log is being closed
   */
  public boolean awaitRoom(Duration longest) {
    return worker.awaitProgress(
        longest, () -> pending.size() < MAX_PENDING_FOR_ACTS || worker.closing());
  }

  /**
   * Takes an event. If 16 MiB are pending, or 8 MiB for a kind of {@link #COUNTED}, it is only
   * counted, and an event reports the count later.
   */
  public void append(EventKind kind, Outcome outcome, Map<String, String> about) {
    Map<String, String> fields = new HashMap<>(about);
    if (about.containsKey("session")) {
      fields.put(SessionEvents.MONO, Long.toString(System.nanoTime()));
    }
    String line = EventText.afterId(clock.instant(), kind, outcome, fields);
    lock.lock();
    try {
      int limit = COUNTED.contains(kind) ? MAX_PENDING_FOR_COUNTED : MAX_PENDING;
      if (worker.closing() || pending.size() + line.length() > limit) {
        lost++;
        return;
      }
      if (lost > 0 && pending.size() < MAX_PENDING_FOR_COUNTED) { // report a burst of losses once
        put(
            EventText.afterId(
                clock.instant(),
                EventKind.RECORDING,
                Outcome.FAILED,
                Map.of("reason", lost + " events could not be recorded")));
        lost = 0;
      }
      put(line);
      worker.wake();
    } finally {
      lock.unlock();
    }
  }

  private void put(String afterId) {
    lastId++;
    pending.writeBytes(("{\"id\":" + lastId + afterId).getBytes(ISO_8859_1));
  }

  /** Waits until every event taken so far is on disk. Returns false if time is over before. */
  public boolean sync(Duration longest) {
    lock.lock();
    try {
      long wanted = lastId;
      hurry = true;
      worker.wake();
      return worker.awaitProgress(longest, () -> durable.id() >= wanted);
    } finally {
      lock.unlock();
    }
  }

  private void run() throws InterruptedException {
    try {
      boolean more = true;
      long lastRound = System.nanoTime() - PACE_NANOS;
      while (more) {
        more = round(lastRound);
        lastRound = System.nanoTime();
      }
    } finally {
      writer.close();
    }
  }

  /** Returns false after the last round. */
  private boolean round(long lastRound) throws InterruptedException {
    ByteArrayOutputStream batch;
    long last;
    boolean closing;
    lock.lock();
    try {
      worker.await(Long.MAX_VALUE, () -> pending.size() > 0);
      worker.await(lastRound + PACE_NANOS - System.nanoTime(), () -> hurry);
      batch = pending;
      pending = new ByteArrayOutputStream();
      worker.progressed();
      last = lastId;
      hurry = false;
      closing = worker.closing();
    } finally {
      lock.unlock();
    }
    boolean written = batch.size() == 0 || write(batch, last);
    return written && !closing;
  }

  private boolean write(ByteArrayOutputStream batch, long last) throws InterruptedException {
    worker.busy(true);
    try {
      if (!writer.write(ByteBuffer.wrap(batch.toByteArray()), last, worker)) {
        return false;
      }
    } finally {
      worker.busy(false);
    }
    durable = writer.position();
    worker.progressed();
    onDurable.run();
    return true;
  }

  /** Writes what is pending; gives up after 10 s. */
  @Override
  public void close() {
    worker.close();
  }
}
