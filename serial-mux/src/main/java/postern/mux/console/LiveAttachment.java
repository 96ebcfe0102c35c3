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

/** A cursor into the ring, with the notices that the participant has not read. */
final class LiveAttachment implements Attachment {
  private static final Logger LOG = LoggerFactory.getLogger(LiveAttachment.class);
  private static final int MOST_NOTICES = 64;
  private static final int MOST_OUTPUT = 32 * 1024;
  private static final int SMALL_OUTPUT = 2 * 1024;
  private static final ReadResult NOTHING = new ReadResult.Nothing();

  /** A notice and the offset in the output at which it was announced. */
  private record PendingNotice(long offset, Notice notice) {}

  private final LiveConsole console;
  private final KeyboardArbiter keyboard;
  private final ReentrantLock state;
  private final Participant participant;
  private final Runnable wake;

  /**
   * Set when a read found nothing or not all input was taken. The thread that clears it runs the
   * wake-up.
   */
  private final AtomicBoolean waiting = new AtomicBoolean();

  /** Guarded by the state lock, like the next four fields. */
  private final Deque<PendingNotice> notices = new ArrayDeque<>(2);

  private long noticesLost;
  private long cursor;
  private long unseenSince;
  private boolean left;

  /** Used by the participant's thread only, like the view. */
  private byte[] bytes = new byte[0];

  private ByteBuffer view = ByteBuffer.allocate(0);

  private volatile long aliveAt = System.nanoTime();
  private final AtomicLong typed = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  LiveAttachment(
      LiveConsole console,
      KeyboardArbiter keyboard,
      ReentrantLock state,
      Participant participant,
      Runnable wake) {
    this.console = console;
    this.keyboard = keyboard;
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
      throw new IllegalArgumentException("cannot read at most " + maxBytes + " bytes");
    }
    state.lock();
    try {
      String why = left ? "detached" : console.closedWhy();
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
    PendingNotice due = notices.peek();
    if (due != null && due.offset <= cursor) {
      notices.remove();
      return new ReadResult.Notification(due.notice);
    }
    if (due == null && noticesLost > 0) {
      long lost = noticesLost;
      noticesLost = 0;
      return new ReadResult.Notification(new Notice.Text(lost + " notices were dropped"));
    }
    long until = due == null ? ring.end() : Math.min(ring.end(), due.offset);
    if (cursor == until) {
      waiting.set(true);
      return NOTHING;
    }
    return output(ring, (int) Math.min(until - cursor, Math.min(maxBytes, MOST_OUTPUT)));
  }

  private ReadResult missed(Ring ring) {
    // A grown ring skips a little more, or the next loss would follow at once.
    long wide = Math.max(0, ring.end() - ring.start() - Ring.ALWAYS_RETAINED);
    long next = ring.start() + wide / 4;
    long lost = next - cursor;
    Instant from = Instant.ofEpochMilli(unseenSince);
    long lastLost = Math.max(ring.droppedUntil(), ring.timeAt(next - 1, 0));
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
    unseenSince = console.ring().timeAt(offset, unseenSince);
  }

  /** Returns the cursor's offset just before output is appended. Called under the state lock. */
  long beforeOutput(long end, long now) {
    if (cursor == end) {
      unseenSince = now;
    }
    return cursor;
  }

  /** Sets the cursor to the end of the output. Called under the state lock. */
  void startAt(long end, long now) {
    cursor = end;
    unseenSince = now;
  }

  /** Queues a notice. Called under the state lock. */
  void tell(long offset, Notice notice) {
    if (notices.size() == MOST_NOTICES) {
      notices.remove();
      noticesLost++;
    }
    notices.add(new PendingNotice(offset, notice));
  }

  /** Runs the wake-up if the participant waits for one. Called without locks. */
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

  /** Makes the console wake the participant when there is room for input. */
  void waitForRoom() {
    waiting.set(true);
  }

  void countTyped(int count) {
    typed.addAndGet(count);
  }

  void countDropped(int count) {
    dropped.addAndGet(count);
  }

  /** Returns the {@link System#nanoTime} of the last sign of life on the participant's link. */
  long aliveAt() {
    return aliveAt;
  }

  /** Detaches, and returns whether this was the first call. */
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

  boolean hasLeft() {
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
    return keyboard.take(this, force);
  }

  @Override
  public KeyboardOutcome overrideLock(String reason) {
    return keyboard.overrideLock(this, reason);
  }

  @Override
  public AskOutcome askForKeyboard() {
    return keyboard.ask(this);
  }

  @Override
  public Optional<Participant> answerRequest(boolean yes) {
    return keyboard.answerRequest(this, yes);
  }

  @Override
  public void markPresent() {
    alive();
    keyboard.markPresent(this);
  }

  @Override
  public void releaseKeyboard() {
    keyboard.release(this, Notice.Reason.GIVEN);
  }

  @Override
  public void yieldKeyboard() {
    Arrays.stream(console.attachments.all())
        .filter(a ->
            a != this && a.participant.mayType() && a.participant.name().equals(participant.name()))
        .reduce((earlier, later) -> later)
        .ifPresentOrElse(to -> keyboard.passOn(this, to), this::releaseKeyboard);
  }

  @Override
  public TypeOutcome type(ByteBuffer typing) {
    alive();
    return keyboard.type(this, typing);
  }

  @Override
  public TypeOutcome answer(ByteBuffer answer) {
    alive();
    return keyboard.answer(this, answer);
  }

  @Override
  public BreakOutcome sendBreak(Duration length) {
    return keyboard.sendBreak(this, length);
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
      keyboard.leave(this);
      console.detached(this);
    }
  }
}
