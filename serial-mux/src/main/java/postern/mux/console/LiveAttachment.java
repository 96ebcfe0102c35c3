package postern.mux.console;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.mux.AskOutcome;
import postern.mux.Attachment;
import postern.mux.BreakOutcome;
import postern.mux.KeyboardOutcome;
import postern.mux.Notice;
import postern.mux.Participant;
import postern.mux.ReadResult;
import postern.mux.ScreenSnapshot;
import postern.mux.TypeOutcome;

/** A cursor into the ring and what its viewer is still to be told. */
final class LiveAttachment implements Attachment {
  private static final Logger LOG = LoggerFactory.getLogger(LiveAttachment.class);
  private static final int MOST_NOTICES = 64;
  private static final int MOST_OUTPUT = 32 * 1024;
  private static final int SMALL_OUTPUT = 2 * 1024;
  private static final ReadResult NOTHING = new ReadResult.Nothing();

  /** A notice and where in the output it belongs. */
  private record Due(long offset, Notice notice) {}

  private final LiveConsole console;
  private final KeyboardArbiter desk;
  private final ReentrantLock state;
  private final Participant participant;
  private final Runnable wake;

  /** Set when the viewer found nothing or could not type on; whoever clears it wakes the viewer. */
  private final AtomicBoolean waiting = new AtomicBoolean();

  /** Guarded by the state lock, as all up to the buffer. */
  private final Deque<Due> notices = new ArrayDeque<>(2);

  private long noticesLost;
  private long cursor;
  private long unseenSince;
  private boolean left;

  /** Only the viewer's thread. */
  private byte[] bytes = new byte[0];

  private ByteBuffer view = ByteBuffer.allocate(0);

  private volatile long aliveAt = System.nanoTime();
  private final AtomicLong typed = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  LiveAttachment(
      LiveConsole console,
      KeyboardArbiter desk,
      ReentrantLock state,
      Participant participant,
      Runnable wake) {
    this.console = console;
    this.desk = desk;
    this.state = state;
    this.participant = participant;
    this.wake = wake;
  }

  @Override
  public Participant participant() {
    return participant;
  }

  @Override
  public ReadResult read(int maxBytes) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("output of " + maxBytes + " bytes");
    }
    state.lock();
    try {
      String why = left ? "you left" : console.closedWhy();
      return why == null ? readLocked(maxBytes) : new ReadResult.Closed(why);
    } finally {
      state.unlock();
    }
  }

  @Override
  public @Nullable ReadResult readIfSmall(int most) {
    state.lock();
    try {
      Ring ring = console.ring();
      boolean more = left || console.closedWhy() != null || !notices.isEmpty() || noticesLost > 0;
      if (more || cursor < ring.start() || ring.end() - cursor > most) {
        return null;
      }
      return readLocked(most);
    } finally {
      state.unlock();
    }
  }

  private ReadResult readLocked(int maxBytes) {
    Ring ring = console.ring();
    if (cursor < ring.start()) {
      return missed(ring);
    }
    Due due = notices.peek();
    if (due != null && due.offset <= cursor) {
      notices.remove();
      return new ReadResult.Notification(due.notice);
    }
    if (due == null && noticesLost > 0) {
      long lost = noticesLost;
      noticesLost = 0;
      return new ReadResult.Notification(new Notice.Text(lost + " notices were left out"));
    }
    long until = due == null ? ring.end() : Math.min(ring.end(), due.offset);
    if (cursor == until) {
      waiting.set(true);
      return NOTHING;
    }
    return output(ring, (int) Math.min(until - cursor, Math.min(maxBytes, MOST_OUTPUT)));
  }

  private ReadResult missed(Ring ring) {
    // From a wide ring a little more is left out, or the next loss would follow at once.
    long wide = Math.max(0, ring.end() - ring.start() - Ring.USUAL);
    long next = ring.start() + wide / 4;
    long lost = next - cursor;
    Instant from = Instant.ofEpochMilli(unseenSince);
    long lastLost = Math.max(ring.droppedUntil(), ring.saidAt(next - 1, 0));
    Instant until = Instant.ofEpochMilli(Math.max(unseenSince, lastLost));
    moveTo(next);
    return new ReadResult.Missed(lost, from, until);
  }

  private ReadResult output(Ring ring, int count) {
    if (bytes.length < count) {
      int size = Math.max(SMALL_OUTPUT, Integer.highestOneBit(Math.max(1, count - 1)) << 1);
      bytes = new byte[size];
      view = ByteBuffer.wrap(bytes);
    }
    int copied = ring.copy(cursor, bytes, count);
    moveTo(cursor + copied);
    view.limit(copied).position(0);
    return new ReadResult.Output(view, cursor);
  }

  private void moveTo(long offset) {
    cursor = offset;
    unseenSince = console.ring().saidAt(offset, unseenSince);
  }

  /** The machine is about to say something: where the cursor stands. Under the state lock. */
  long beforeOutput(long end, long now) {
    if (cursor == end) {
      unseenSince = now;
    }
    return cursor;
  }

  /** Starts at the end. Under the state lock. */
  void begin(long end, long now) {
    cursor = end;
    unseenSince = now;
  }

  /** Under the state lock. */
  void tell(long offset, Notice notice) {
    if (notices.size() == MOST_NOTICES) {
      notices.remove();
      noticesLost++;
    }
    notices.add(new Due(offset, notice));
  }

  /** Runs the wake-up if the viewer waits for one. Under no lock. */
  void wakeIfWaiting() {
    if (waiting.compareAndSet(true, false)) {
      try {
        wake.run();
      } catch (RuntimeException fault) {
        LOG.error("wake-up failed, participant removed session={}", participant.session(), fault);
        close();
      }
    }
  }

  /** The viewer could not type all: wakes it when there is room. */
  void waitForRoom() {
    waiting.set(true);
  }

  void countTyped(int count) {
    typed.addAndGet(count);
  }

  void countDropped(int count) {
    dropped.addAndGet(count);
  }

  /** When its link last showed life, as {@link System#nanoTime}. */
  long aliveAt() {
    return aliveAt;
  }

  /** Whether this call was the one that left. */
  private boolean leave() {
    state.lock();
    try {
      boolean first = !left;
      left = true;
      notices.clear();
      return first;
    } finally {
      state.unlock();
    }
  }

  boolean gone() {
    state.lock();
    try {
      return left;
    } finally {
      state.unlock();
    }
  }

  @Override
  public ScreenSnapshot repaint() {
    ScreenSnapshot now = console.screen();
    seek(now.offset());
    return now;
  }

  @Override
  public long seek(long offset) {
    state.lock();
    try {
      Ring ring = console.ring();
      moveTo(Math.clamp(offset, ring.start(), ring.end()));
      return cursor;
    } finally {
      state.unlock();
    }
  }

  @Override
  public KeyboardOutcome takeKeyboard(boolean force) {
    return desk.take(this, force);
  }

  @Override
  public KeyboardOutcome overrideLock(String reason) {
    return desk.overrideLock(this, reason);
  }

  @Override
  public AskOutcome askForKeyboard() {
    return desk.ask(this);
  }

  @Override
  public Optional<Participant> answerRequest(boolean yes) {
    return desk.answerRequest(this, yes);
  }

  @Override
  public void markPresent() {
    alive();
    desk.present(this);
  }

  @Override
  public void releaseKeyboard() {
    desk.give(this, Notice.Reason.GIVEN);
  }

  @Override
  public void yieldKeyboard() {
    Arrays.stream(console.present)
        .filter(a ->
            a != this && a.participant.mayType() && a.participant.name().equals(participant.name()))
        .reduce((earlier, later) -> later)
        .ifPresentOrElse(to -> desk.passOn(this, to), this::releaseKeyboard);
  }

  @Override
  public TypeOutcome type(ByteBuffer typing) {
    alive();
    return desk.type(this, typing);
  }

  @Override
  public TypeOutcome answer(ByteBuffer answer) {
    alive();
    return desk.answer(this, answer);
  }

  @Override
  public BreakOutcome sendBreak(Duration length) {
    return desk.sendBreak(this, length);
  }

  @Override
  public void alive() {
    aliveAt = System.nanoTime();
  }

  @Override
  public long typed() {
    return typed.get();
  }

  @Override
  public long dropped() {
    return dropped.get();
  }

  @Override
  public void close() {
    if (leave()) {
      desk.leave(this);
      console.left(this);
    }
  }
}
