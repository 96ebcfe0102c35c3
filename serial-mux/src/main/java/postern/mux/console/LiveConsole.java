package postern.mux.console;

import io.netty.channel.IoEventLoop;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.Instant;
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
 * A console, put together from its line, recorder gate, ring, screen and keyboard. The line and the
 * gate run on the console's event loop. docs/concurrency.md describes the locks.
 */
final class LiveConsole implements Console, LineConnection.Owner, RecorderGate.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(LiveConsole.class);

  private final ConsoleId id;
  private final IoEventLoop loop;
  private final Clock clock;

  /** Held whenever the recorder is called; taken before the state lock. */
  private final ReentrantLock turn = new ReentrantLock();

  /** Guards the ring, the cursors and the queues of notices. */
  private final ReentrantLock state = new ReentrantLock();

  private final ScreenModel screenModel;
  private final KeyboardArbiter keyboard;
  private final LineConnection connection;
  private final RecorderGate gate;
  private final MarkerTracker markers;
  private final long firstOffset;

  /** Guarded by the state lock. */
  private final Ring ring;

  final AttachmentList attachments = new AttachmentList(state);
  private final ConsoleListeners listeners;
  private volatile @Nullable String closedWhy;

  /** Written on the console's event loop only, like the next field. */
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
    this.screenModel = new ScreenModel(settings.rows(), settings.cols(), settings.firstOffset());
    this.keyboard = new KeyboardArbiter(this, recorder, loop, turn, timings);
    this.markers = new MarkerTracker(clock, this, this::markerSeen);
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
        keyboard.holder(),
        attachments.participants(),
        keyboard.lastTyped(),
        keyboard.pendingInput(),
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
              screenModel.rebuild(mine, since.bytes());
            }
          },
          loop);
    } catch (RejectedExecutionException stopping) {
      return CompletableFuture.completedFuture(null);
    }
  }

  @Override
  public Attachment attach(Participant participant, Runnable wake) {
    LiveAttachment attached = new LiveAttachment(this, keyboard, state, participant, wake);
    attachments.add(attached, ring, clock.millis());
    listeners.tell(new ConsoleEvent.ParticipantsChanged());
    return attached;
  }

  /** Removes an attachment. */
  void detached(LiveAttachment gone) {
    attachments.remove(gone);
    listeners.tell(new ConsoleEvent.ParticipantsChanged());
  }

  @Override
  public void tryNow() {
    onLoop(connection::tryNow);
  }

  @Override
  public void reopen() {
    onLoop(() -> connection.reopen("closed on request, to be opened again"));
  }

  @Override
  public void moveTo(LineAddress address) {
    onLoop(() -> connection.moveTo(address));
  }

  @Override
  public void tell(Notice notice) {
    enqueue(notice);
    wakeAll();
  }

  @Override
  public ScreenSnapshot screen() {
    return screenModel.view();
  }

  @Override
  public ConsoleConditions conditions() {
    OpenLogin login = keyboard.login();
    return new ConsoleConditions(
        markers.boot(), markers.panic(), login.stopped(), login.lockedBy());
  }

  @Override
  public void encoding(Charset encoding) {
    screenModel.encoding(encoding);
  }

  @Override
  public Charset encoding() {
    return screenModel.encoding();
  }

  @Override
  public boolean size(int rows, int cols, SizeSource from) {
    return screenModel.size(rows, cols, from);
  }

  @Override
  public void forgetSize(SizeSource from) {
    if (screenModel.forgetSize(from)) {
      listeners.tell(new ConsoleEvent.SizeForgotten(from));
    }
  }

  @Override
  public void onRelease(OnRelease policy) {
    keyboard.changeLogin(login -> login.policy(policy));
  }

  @Override
  public void loggedIn(Participant earlier) {
    keyboard.changeLogin(login -> login.typist(earlier));
  }

  /** Called under the turn lock. */
  void lockMoved(Optional<Participant> to) {
    listeners.tell(new ConsoleEvent.KeyboardLocked(to));
  }

  @Override
  public void loggedOut(String why) {
    LOG.debug("logged out console={} why={}", id, why);
    keyboard.loggedOut();
  }

  @Override
  public Excerpt history(long fromOffset, int max) {
    state.lock();
    try {
      return ring.excerpt(fromOffset, max);
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

  /** Queues a notice for all attachments and listeners. The caller wakes them. */
  void enqueue(Notice notice) {
    state.lock();
    try {
      for (LiveAttachment attached : attachments.all()) {
        attached.tell(ring.end(), notice);
      }
      listeners.tell(new ConsoleEvent.Announced(notice));
    } finally {
      state.unlock();
    }
  }

  /** Called without locks. */
  void wakeAll() {
    attachments.wake();
  }

  /** Returns why this console was closed, or null while it is open. */
  @Nullable String closedWhy() {
    return closedWhy;
  }

  /** Used under the state lock. */
  Ring ring() {
    return ring;
  }

  LineState lineState() {
    return connection.state();
  }

  @Nullable Line line() {
    return connection.line();
  }

  // The methods below run on the console's event loop, unless they say otherwise.

  @Override
  public void lineUp() {
    keyboard.announceInTurn(new Notice.LineUp());
  }

  @Override
  public void lineOutput(ByteBuffer bytes) {
    gate.output(bytes);
  }

  @Override
  public void lineRoom() {
    keyboard.room();
  }

  @Override
  public void lineDown(LineState.Down down, boolean lost) {
    gate.flush();
    keyboard.lineDown(new Notice.LineDown(down), lost);
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
      long neededFrom = Ring.NO_WATCHER;
      for (LiveAttachment attached : attachments.all()) {
        long at = attached.beforeOutput(ring.end(), now);
        neededFrom = Math.min(neededFrom, at);
        unread = Math.max(unread, ring.unread(at));
      }
      ring.append(bytes, now, neededFrom);
      end = ring.end();
      endOffset = end;
      lastOutput = now;
      listeners.tellOutput(end); // before anyone who reads the output can cause another event
    } finally {
      state.unlock();
    }
    wakeAll();
    connection.limitReading(unread);
    screenModel.feed(bytes.position(position), end);
    markers.scan(bytes.position(position), end);
  }

  private void markerSeen(OutputMarker marker, long offset) {
    if (marker != OutputMarker.PANIC) {
      keyboard.loggedOut();
    }
    if (marker == OutputMarker.BOOT) {
      forgetSize(SizeSource.TOLD);
    }
    listeners.tell(new ConsoleEvent.MarkerSeen(marker, offset));
  }

  @Override
  public void pauseLine(boolean paused) {
    connection.pause(paused);
  }

  /** Starts to connect. Called on any thread. */
  void start() {
    onLoop(connection::tryNow);
  }

  /** Closes the console; done once everyone attached can read why. Called on any thread. */
  CompletableFuture<Void> shutDown(String why) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    onLoop(() -> {
      gate.flush();
      connection.close();
      keyboard.close();
      clear(why);
      wakeAll();
      screenModel.clear();
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

  /** Runs a task on the console's event loop. Does nothing once the gateway has stopped. */
  void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException stopped) {
      LOG.debug("task ignored after the end console={}", id);
    }
  }
}
