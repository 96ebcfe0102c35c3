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
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.audit.disk.DataDir;
import postern.audit.disk.DiskWatch;
import postern.audit.disk.FileOpener;
import postern.audit.disk.HealthBoard;
import postern.audit.disk.Reserve;
import postern.audit.disk.Threads;

/** The event log, open for appending: ids are given at once, a thread writes and forces. */
public final class EventLog implements DiskWatch.Writer, AutoCloseable {
  private static final int MOST_PENDING = 16 << 20;

  /** Where so much waits, people's acts wait or are refused, so that their events find room. */
  private static final int ROOM_FOR_ACTS = 12 << 20;

  /** Where so much waits, an event of {@link #COUNTED} is only counted. */
  private static final int ROOM_FOR_COUNTED = 8 << 20;

  /** What may be caused often and at no cost. */
  private static final Set<EventKind> COUNTED =
      Set.of(EventKind.REFUSED, EventKind.VIEW, EventKind.MESSAGE, EventKind.NOTE, EventKind.SIZE);

  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  static final String NAME = "events";

  /** What the log works with. */
  public record Tools(
      DataDir dir, FileOpener opener, HealthBoard board, Reserve reserve, Clock clock) {}

  private final Tools tools;
  private final EventLogWriter writer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition safe = lock.newCondition();
  private final Condition room = lock.newCondition();
  // guarded by lock, down to closing
  private ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private long lastId;
  private long lost;
  private boolean hurry;
  private boolean closing;
  private volatile LogPosition durable;
  private volatile long busySince;
  private volatile Runnable onDurable = () -> {};
  private final Thread thread;

  private EventLog(Tools tools, LogPosition end) throws IOException {
    this.tools = tools;
    this.durable = end;
    this.lastId = end.id();
    this.writer = new EventLogWriter(tools, end);
    this.thread = Thread.ofPlatform().daemon().name("audit-events").unstarted(this::run);
    thread.start();
  }

  /**
   * Sets an unfinished last line aside, then goes on behind the rest.
   *
   * @param known an id that is known to have been given before
   */
  public static EventLog open(Tools tools, long known) throws IOException {
    return new EventLog(tools, LogEnd.find(tools.dir(), known));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public long busySince() {
    return busySince;
  }

  /** Where the part that is on disk ends. */
  public LogPosition durable() {
    return durable;
  }

  /** Runs on the log's thread whenever more is on disk; must return at once. */
  public void onDurable(Runnable listener) {
    onDurable = listener;
  }

  /** Id of the last event taken. */
  public long lastId() {
    lock.lock();
    try {
      return lastId;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until there is room for the events of another act of somebody's.
   *
   * @return false when there was none in time; true also while the log is being closed
   */
  public boolean awaitRoom(Duration longest) {
    long left = longest.toNanos();
    lock.lock();
    try {
      while (pending.size() >= ROOM_FOR_ACTS && !closing && left > 0) {
        left = room.awaitNanos(left);
      }
      return pending.size() < ROOM_FOR_ACTS || closing;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes an event. One that finds 16 MiB waiting, or 8 MiB if it is a refusal, a look or a word,
   * is only counted, and the count is an event.
   */
  public void append(EventKind kind, Outcome outcome, Map<String, String> about) {
    Map<String, String> words = new HashMap<>(about);
    if (about.containsKey("session")) {
      words.put(Sessions.MONO, Long.toString(System.nanoTime()));
    }
    String line = EventText.behindId(tools.clock().instant(), kind, outcome, words);
    lock.lock();
    try {
      int most = COUNTED.contains(kind) ? ROOM_FOR_COUNTED : MOST_PENDING;
      if (closing || pending.size() + line.length() > most) {
        lost++;
        return;
      }
      if (lost > 0 && pending.size() < ROOM_FOR_COUNTED) { // told once, not between every two
        put(
            EventText.behindId(
                tools.clock().instant(),
                EventKind.RECORDING,
                Outcome.FAILED,
                Map.of("reason", lost + " events could not be kept")));
        lost = 0;
      }
      put(line);
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  private void put(String behindId) {
    lastId++;
    pending.writeBytes(("{\"id\":" + lastId + behindId).getBytes(ISO_8859_1));
  }

  /** Waits until all that was taken is on disk. */
  public boolean sync(Duration longest) {
    long left = longest.toNanos();
    lock.lock();
    try {
      long wanted = lastId;
      hurry = true;
      work.signal();
      while (durable.id() < wanted && left > 0) {
        left = safe.awaitNanos(left);
      }
      return durable.id() >= wanted;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      boolean more = true;
      long before = System.nanoTime() - PACE_NANOS;
      while (more) {
        more = round(before);
        before = System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      writer.close();
    }
  }

  private boolean round(long before) throws InterruptedException {
    ByteArrayOutputStream batch;
    long last;
    boolean ending;
    lock.lock();
    try {
      awaitWork(before);
      batch = pending;
      pending = new ByteArrayOutputStream();
      room.signalAll();
      last = lastId;
      hurry = false;
      ending = closing;
    } finally {
      lock.unlock();
    }
    boolean written = batch.size() == 0 || write(batch, last);
    return written && !ending;
  }

  private void awaitWork(long before) throws InterruptedException {
    while (pending.size() == 0 && !closing) {
      work.await();
    }
    long pace = before + PACE_NANOS - System.nanoTime();
    while (pace > 0 && !hurry && !closing) {
      pace = work.awaitNanos(pace);
    }
  }

  private boolean write(ByteArrayOutputStream batch, long last) throws InterruptedException {
    busySince = System.nanoTime();
    try {
      ByteBuffer lines = ByteBuffer.wrap(batch.toByteArray());
      if (!writer.write(lines, last, this::pause)) {
        return false;
      }
      moved(writer.position());
      return true;
    } finally {
      busySince = 0;
    }
  }

  private void moved(LogPosition position) {
    lock.lock();
    try {
      durable = position;
      safe.signalAll();
    } finally {
      lock.unlock();
    }
    onDurable.run();
  }

  /** Waits between two tries on a bad disk. False when the log is being closed. */
  private boolean pause(Duration pause) throws InterruptedException {
    busySince = 0;
    lock.lock();
    try {
      long left = pause.toNanos();
      while (!closing && left > 0) {
        left = work.awaitNanos(left);
      }
      return !closing;
    } finally {
      lock.unlock();
      busySince = System.nanoTime();
    }
  }

  /** Writes what is there; gives up after 10 s. */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      work.signalAll();
      room.signalAll();
    } finally {
      lock.unlock();
    }
    Threads.join(thread);
  }
}
