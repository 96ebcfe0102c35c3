package postern.mux.console;

import io.netty.channel.IoEventLoop;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.mux.Attachment;
import postern.mux.Console;
import postern.mux.ConsoleConditions;
import postern.mux.ConsoleEvent;
import postern.mux.ConsoleId;
import postern.mux.ConsoleListener;
import postern.mux.ConsoleSettings;
import postern.mux.ConsoleStatus;
import postern.mux.LineAddress;
import postern.mux.LineState;
import postern.mux.Notice;
import postern.mux.OnRelease;
import postern.mux.OutputMarker;
import postern.mux.Participant;
import postern.mux.Recorder;
import postern.mux.ScreenSnapshot;
import postern.mux.SizeSource;
import postern.mux.line.Line;
import postern.mux.marker.MarkerTracker;

/**
 * A console: line, recorder gate, ring, picture and keyboard put together. The line and the gate
 * live on the console's event loop; docs/concurrency.md has the locks.
 */
final class LiveConsole implements Console, LineConnection.Side, RecorderGate.Side {
  private static final Logger LOG = LoggerFactory.getLogger(LiveConsole.class);

  private final ConsoleId id;
  private final IoEventLoop loop;
  private final Clock clock;

  /**
   * Held whenever the recorder is told something, so that it is told everything in the true order.
   * May be held when the state lock is taken, but not the other way round.
   */
  private final ReentrantLock turn = new ReentrantLock();

  /** Guards the ring, the cursors and the queues of notices. */
  private final ReentrantLock state = new ReentrantLock();

  private final ScreenModel picture;
  private final KeyboardArbiter desk;
  private final LineConnection connection;
  private final RecorderGate gate;
  private final MarkerTracker signs;
  private final long firstOffset;

  /** Guarded by the state lock. */
  private final Ring ring;

  /** In the order they came. Replaced, never changed, under the state lock; read anywhere. */
  volatile LiveAttachment[] present = {};

  private final ConsoleListeners listeners;
  private volatile @Nullable String closedWhy;

  /** Written on the console's thread only. */
  private volatile long endOffset;

  private volatile long lastOutput;

  LiveConsole(
      ConsoleSettings settings,
      Recorder recorder,
      IoEventLoop loop,
      RingPool pool,
      Timings timings) {
    this.id = settings.id();
    this.loop = loop;
    this.clock = timings.clock();
    this.endOffset = settings.firstOffset();
    this.firstOffset = settings.firstOffset();
    this.listeners = new ConsoleListeners(id, this::onLoop);
    this.ring = new Ring(pool, settings.firstOffset());
    this.picture = new ScreenModel(settings.rows(), settings.cols(), settings.firstOffset());
    this.desk = new KeyboardArbiter(this, recorder, loop, turn, timings);
    this.signs = new MarkerTracker(clock, this, this::sign);
    this.connection = new LineConnection(settings, this, loop, timings);
    this.gate = new RecorderGate(recorder, this, loop, turn, timings);
  }

  @Override
  public ConsoleId id() {
    return id;
  }

  @Override
  public long firstOffset() {
    return firstOffset;
  }

  @Override
  public ConsoleStatus status() {
    long last = lastOutput;
    return new ConsoleStatus(
        id,
        connection.address(),
        connection.state(),
        endOffset,
        last == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(last)),
        desk.holder(),
        Arrays.stream(present).map(LiveAttachment::participant).toList(),
        desk.lastTyped(),
        desk.waits(),
        gate.unrecorded());
  }

  @Override
  public CompletableFuture<Void> restoreScreen(ByteBuffer earlier, Instant said) {
    ByteBuffer mine = earlier.duplicate();
    try {
      return CompletableFuture.runAsync(
          () -> {
            if (lastOutput == 0) {
              lastOutput = said.toEpochMilli();
            }
            Excerpt since = history(firstOffset, Integer.MAX_VALUE);
            if (since.fromOffset() == firstOffset || endOffset == firstOffset) {
              picture.rebuild(mine, since.bytes());
            }
          },
          loop);
    } catch (RejectedExecutionException stopping) {
      return CompletableFuture.completedFuture(null);
    }
  }

  @Override
  public Attachment attach(Participant participant, Runnable wake) {
    LiveAttachment attached = new LiveAttachment(this, desk, state, participant, wake);
    state.lock();
    try {
      attached.begin(ring.end(), clock.millis());
      LiveAttachment[] more = Arrays.copyOf(present, present.length + 1);
      more[present.length] = attached;
      present = more;
    } finally {
      state.unlock();
    }
    listeners.tell(new ConsoleEvent.ParticipantsChanged());
    return attached;
  }

  /** Someone left. */
  void left(LiveAttachment gone) {
    state.lock();
    try {
      present =
          Arrays.stream(present)
              .filter(attached -> attached != gone)
              .toArray(LiveAttachment[]::new);
    } finally {
      state.unlock();
    }
    listeners.tell(new ConsoleEvent.ParticipantsChanged());
  }

  @Override
  public void tryNow() {
    onLoop(connection::tryNow);
  }

  @Override
  public void reopen() {
    onLoop(() -> connection.reopen("hung up to be opened again"));
  }

  @Override
  public void moveTo(LineAddress address) {
    onLoop(() -> connection.moveTo(address));
  }

  @Override
  public void tell(Notice notice) {
    put(notice);
    wakeAll();
  }

  @Override
  public ScreenSnapshot screen() {
    return picture.view();
  }

  @Override
  public ConsoleConditions conditions() {
    OpenLogin hold = desk.hold();
    return new ConsoleConditions(signs.boot(), signs.panic(), hold.stopped(), hold.lockedBy());
  }

  @Override
  public void encoding(Charset encoding) {
    picture.encoding(encoding);
  }

  @Override
  public Charset encoding() {
    return picture.encoding();
  }

  @Override
  public boolean size(int rows, int cols, SizeSource from) {
    return picture.size(rows, cols, from);
  }

  @Override
  public void forgetSize(SizeSource from) {
    if (picture.forgetSize(from)) {
      listeners.tell(new ConsoleEvent.SizeForgotten(from));
    }
  }

  @Override
  public void onRelease(OnRelease policy) {
    desk.change(hold -> hold.policy(policy));
  }

  @Override
  public void loggedIn(Participant earlier) {
    desk.change(hold -> hold.typist(earlier));
  }

  /** Under the turn lock. */
  void lockMoved(Optional<Participant> to) {
    listeners.tell(new ConsoleEvent.KeyboardLocked(to));
  }

  @Override
  public void loggedOut(String why) {
    LOG.debug("logged out console={} why={}", id, why);
    desk.loggedOut();
  }

  @Override
  public Excerpt history(long fromOffset, int max) {
    state.lock();
    try {
      return ring.since(fromOffset, max);
    } finally {
      state.unlock();
    }
  }

  @Override
  public void addListener(ConsoleListener listener) {
    listeners.add(listener);
  }

  @Override
  public void addOutputListener(ConsoleListener listener) {
    listeners.addForOutput(listener);
  }

  @Override
  public void removeListener(ConsoleListener listener) {
    listeners.remove(listener);
  }

  /** Queues a notice for everyone there and for the listeners; the caller wakes them. */
  void put(Notice notice) {
    state.lock();
    try {
      for (LiveAttachment attached : present) {
        attached.tell(ring.end(), notice);
      }
      listeners.tell(new ConsoleEvent.Announced(notice));
    } finally {
      state.unlock();
    }
  }

  /** Under no lock. */
  void wakeAll() {
    for (LiveAttachment attached : present) {
      attached.wakeIfWaiting();
    }
  }

  /** Why this console is gone, once it is. */
  @Nullable String closedWhy() {
    return closedWhy;
  }

  /** To be used under the state lock. */
  Ring ring() {
    return ring;
  }

  LineState lineState() {
    return connection.state();
  }

  @Nullable Line line() {
    return connection.line();
  }

  // What follows runs on the console's event loop.

  @Override
  public void lineUp() {
    desk.announceInTurn(new Notice.LineUp());
  }

  @Override
  public void lineOutput(ByteBuffer bytes) {
    gate.output(bytes);
  }

  @Override
  public void lineRoom() {
    desk.room();
  }

  @Override
  public void lineDown(LineState.Down down, boolean lost) {
    gate.flush();
    desk.lineDown(new Notice.LineDown(down), lost);
  }

  @Override
  public long endOffset() {
    return endOffset;
  }

  @Override
  public void show(ByteBuffer bytes) {
    int position = bytes.position();
    long now = clock.millis();
    long end;
    double unread = 0;
    state.lock();
    try {
      long neededFrom = Ring.NOBODY;
      for (LiveAttachment attached : present) {
        long at = attached.beforeOutput(ring.end(), now);
        neededFrom = Math.min(neededFrom, at);
        unread = Math.max(unread, ring.unread(at));
      }
      ring.append(bytes, now, neededFrom);
      end = ring.end();
      endOffset = end;
      lastOutput = now;
      listeners.tellOutput(end); // before whoever reads it can do something that is told too
    } finally {
      state.unlock();
    }
    wakeAll();
    connection.ease(unread);
    picture.feed(bytes.position(position), end);
    signs.look(bytes.position(position), end);
  }

  private void sign(OutputMarker sign, long offset) {
    if (sign != OutputMarker.PANIC) {
      desk.loggedOut();
    }
    if (sign == OutputMarker.BOOT) {
      forgetSize(SizeSource.TOLD);
    }
    listeners.tell(new ConsoleEvent.MarkerSeen(sign, offset));
  }

  @Override
  public void hold(boolean back) {
    connection.hold(back);
  }

  /** Starts to connect. Any thread. */
  void begin() {
    onLoop(connection::tryNow);
  }

  /** Ends everything; done once the line is closed and everyone can read why. Any thread. */
  CompletableFuture<Void> shut(String why) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    onLoop(() -> {
      gate.flush();
      connection.close();
      desk.close();
      clear(why);
      wakeAll();
      picture.clear();
      done.complete(null);
    });
    return done;
  }

  private void clear(String why) {
    state.lock();
    try {
      closedWhy = why;
      ring.clear();
    } finally {
      state.unlock();
    }
  }

  /** Runs a task on the console's event loop; nobody is there any more once the gateway stops. */
  void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException stopped) {
      LOG.debug("task after the end console={}", id);
    }
  }
}
