package postern.mux.console;

import io.netty.channel.IoEventLoop;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import postern.mux.AskOutcome;
import postern.mux.BreakOutcome;
import postern.mux.ConsoleStatus;
import postern.mux.KeyboardOutcome;
import postern.mux.LineState;
import postern.mux.Notice;
import postern.mux.Participant;
import postern.mux.Recorder;
import postern.mux.TypeOutcome;
import postern.mux.line.Line;

/**
 * Decides who has the keyboard of a console, and passes what the holder types to the line.
 * Everything that the recorder must see in its true order happens under the turn lock, on any
 * thread. No thread waits for the line while it holds that lock.
 */
final class KeyboardArbiter {
  private final LiveConsole console;
  private final GuardedRecorder recorder;
  private final ReentrantLock turn;
  private final IoEventLoop loop;
  private final Clock clock;
  private final long silenceNanos;
  private final OpenLogin login;

  /** Guarded by the turn lock, like the next three fields. */
  private final TypedInput input;

  private final KeyboardRequests requests;
  private boolean silenceWatched;
  private long lastKey;

  /** Written under the turn lock, read on any thread. */
  private volatile @Nullable LiveAttachment holder;

  private volatile ConsoleStatus.@Nullable Typed lastTyped;

  KeyboardArbiter(
      LiveConsole console,
      Recorder recorder,
      IoEventLoop loop,
      ReentrantLock turn,
      Timings timings) {
    this.console = console;
    this.recorder = new GuardedRecorder(recorder, console.id());
    this.loop = loop;
    this.turn = turn;
    this.login = new OpenLogin(console::lockMoved);
    this.input = new TypedInput(console::line);
    this.clock = timings.clock();
    this.requests = new KeyboardRequests(this, login, timings.requests());
    this.silenceNanos = timings.holderSilence().toNanos();
  }

  Optional<Participant> holder() {
    LiveAttachment now = holder;
    return now == null ? Optional.empty() : Optional.of(now.participant());
  }

  Optional<ConsoleStatus.Typed> lastTyped() {
    return Optional.ofNullable(lastTyped);
  }

  int pendingInput() {
    return input.pending();
  }

  OpenLogin login() {
    return login;
  }

  KeyboardOutcome take(LiveAttachment by, boolean force) {
    return take(by, force, null);
  }

  KeyboardOutcome overrideLock(LiveAttachment by, String reason) {
    return take(by, true, reason);
  }

  private KeyboardOutcome take(LiveAttachment by, boolean force, @Nullable String reason) {
    if (!by.participant().mayType()) {
      return new KeyboardOutcome.WatchOnly();
    }
    turn.lock();
    try {
      LiveAttachment current = holder;
      if (current == by || console.closedWhy() != null || by.hasLeft()) {
        return current == by ? new KeyboardOutcome.Granted() : new KeyboardOutcome.WatchOnly();
      }
      if (current != null && !force && !silent(current)) {
        return new KeyboardOutcome.HeldBy(current.participant());
      }
      Participant locked = login.blockerOf(by.participant());
      if (locked != null && reason == null) {
        return new KeyboardOutcome.Locked(locked);
      }
      if (current != null && silent(current)) {
        move(by, Notice.Reason.SILENT);
      } else {
        move(
            by,
            force && (current != null || locked != null)
                ? Notice.Reason.FORCED
                : Notice.Reason.TAKEN);
      }
      if (reason != null) {
        announce(
            new Notice.Text(by.participant().name() + " took the keyboard by force: " + reason));
      }
      return new KeyboardOutcome.Granted();
    } finally {
      turn.unlock();
      console.wakeAll();
    }
  }

  void release(LiveAttachment by, Notice.Reason why) {
    inTurn(() -> {
      if (holder == by) {
        move(requests.next(), why);
      }
    });
  }

  /** Passes the keyboard to another session of the same person. The open login remains theirs. */
  void passOn(LiveAttachment by, LiveAttachment to) {
    inTurn(() -> {
      if (holder == by && !to.hasLeft()) {
        move(to, Notice.Reason.TAKEN);
      }
    });
  }

  void leave(LiveAttachment by) {
    inTurn(() -> requests.remove(by));
    release(by, Notice.Reason.LEFT);
  }

  AskOutcome ask(LiveAttachment by) {
    turn.lock();
    try {
      LiveAttachment current = holder;
      if (current != null && current != by && !silent(current) && by.participant().mayType()) {
        return requests.ask(by, current);
      }
    } finally {
      turn.unlock();
      console.wakeAll();
    }
    return new AskOutcome.Took(take(by, false));
  }

  Optional<Participant> answerRequest(LiveAttachment by, boolean yes) {
    turn.lock();
    try {
      return holder == by ? requests.answer(by, yes) : Optional.empty();
    } finally {
      turn.unlock();
      console.wakeAll();
    }
  }

  void markPresent(LiveAttachment by) {
    if (holder == by) {
      turn.lock();
      try {
        lastKey = holder == by ? System.nanoTime() : lastKey;
      } finally {
        turn.unlock();
      }
    }
  }

  private void checkRequests() {
    inTurn(() -> requests.check(holder, lastKey));
  }

  /** Called under the turn lock. */
  void watchRequests(long waitNanos) {
    console.onLoop(() -> {
      var _ = loop.schedule(this::checkRequests, waitNanos, TimeUnit.NANOSECONDS);
    });
  }

  long lastKey() {
    return lastKey;
  }

  /** The login on the machine is over. */
  void loggedOut() {
    if (!login.mayBeOpen()) {
      return;
    }
    inTurn(() -> {
      login.typist(null);
      LiveAttachment waiting = holder == null ? requests.next() : null;
      if (waiting != null) {
        move(waiting, Notice.Reason.GIVEN);
      }
    });
  }

  /** Moves the keyboard. Called under the turn lock. */
  void move(@Nullable LiveAttachment to, Notice.Reason why) {
    LiveAttachment from = holder;
    drop(TypedInput.dropReason(why));
    holder = to;
    lastKey = System.nanoTime();
    if (to != null) {
      requests.remove(to);
    }
    announce(
        new Notice.KeyboardMoved(
            from == null ? null : from.participant(), to == null ? null : to.participant(), why));
    if (from != null) {
      login
          .release(from.participant(), why, console.line(), input)
          .ifPresent(said -> announce(new Notice.Text(said)));
    }
    if (to != null) {
      requests.tell(to);
    }
    if (to != null && !silenceWatched) {
      watchSilence(silenceNanos);
    }
  }

  /** Drops the input that the line has not taken, and announces it. Called under the turn lock. */
  private void drop(String why) {
    int dropped = input.drop();
    LiveAttachment typist = holder;
    if (dropped > 0 && typist != null) {
      typist.countDropped(dropped);
      announce(new Notice.TypingDropped(typist.participant(), dropped, why));
    }
  }

  private boolean silent(LiveAttachment attached) {
    return System.nanoTime() - attached.aliveAt() >= silenceNanos;
  }

  private void watchSilence(long after) {
    silenceWatched = true;
    console.onLoop(() -> {
      var _ = loop.schedule(this::checkSilence, after, TimeUnit.NANOSECONDS);
    });
  }

  private void checkSilence() {
    inTurn(() -> {
      silenceWatched = false;
      LiveAttachment current = holder;
      if (current != null && silent(current)) {
        move(requests.next(), Notice.Reason.SILENT);
      } else if (current != null) {
        watchSilence(Math.max(1, silenceNanos - (System.nanoTime() - current.aliveAt())));
      }
    });
  }

  TypeOutcome type(LiveAttachment by, ByteBuffer bytes) {
    turn.lock();
    try {
      TypeOutcome no = refused(by);
      if (no != null) {
        return no;
      }
      int count = Math.min(bytes.remaining(), input.room());
      if (count > 0) {
        ByteBuffer part = bytes.slice(bytes.position(), count).asReadOnlyBuffer();
        Optional<String> unrecorded = recorder.typing(by.participant(), part);
        if (unrecorded.isPresent()) {
          return new TypeOutcome.NotRecorded(unrecorded.get());
        }
        by.countTyped(count);
        lastTyped = new ConsoleStatus.Typed(by.participant(), clock.instant());
        lastKey = System.nanoTime();
        login.typed(by.participant(), bytes.slice(bytes.position(), count), clock.instant());
      }
      return send(by, bytes, count);
    } finally {
      turn.unlock();
    }
  }

  TypeOutcome answer(LiveAttachment by, ByteBuffer bytes) {
    turn.lock();
    try {
      TypeOutcome no = refused(by);
      return no == null ? send(by, bytes, Math.min(bytes.remaining(), input.room())) : no;
    } finally {
      turn.unlock();
    }
  }

  private @Nullable TypeOutcome refused(LiveAttachment by) {
    if (holder != by) {
      return new TypeOutcome.NotHolder();
    }
    return console.lineState() instanceof LineState.Down down
        ? new TypeOutcome.LineDown(down)
        : null;
  }

  private TypeOutcome send(LiveAttachment by, ByteBuffer bytes, int count) {
    boolean all = count == bytes.remaining();
    int limit = bytes.limit();
    bytes.limit(bytes.position() + count);
    input.send(bytes);
    bytes.limit(limit);
    if (!all) {
      by.waitForRoom();
    }
    return new TypeOutcome.Accepted(count);
  }

  /** The line takes more input. Called on the console's event loop. */
  void room() {
    boolean wake;
    turn.lock();
    try {
      wake = input.more();
    } finally {
      turn.unlock();
    }
    if (wake) {
      console.wakeAll();
    }
  }

  /** Drops all pending input. Called on the console's event loop, before the notice. */
  void lineDown(Notice notice, boolean lost) {
    inTurn(() -> {
      drop("the line went down");
      input.dropAll();
      if (lost) {
        login.lineLost();
      }
      announce(notice);
    });
  }

  void changeLogin(Consumer<OpenLogin> how) {
    inTurn(() -> how.accept(login));
  }

  /** Announces and records a notice. Called on any thread. */
  void announceInTurn(Notice notice) {
    inTurn(() -> announce(notice));
  }

  private void inTurn(Runnable what) {
    turn.lock();
    try {
      what.run();
    } finally {
      turn.unlock();
      console.wakeAll();
    }
  }

  /** Announces and records a notice. Called under the turn lock, for the true order. */
  void announce(Notice notice) {
    recorder.notice(notice);
    console.enqueue(notice);
  }

  BreakOutcome sendBreak(LiveAttachment by, Duration length) {
    turn.lock();
    try {
      if (holder != by) {
        return new BreakOutcome.NotHolder();
      }
      Line line = console.line();
      return line == null ? new BreakOutcome.Cannot("the line is down") : line.sendBreak(length);
    } finally {
      turn.unlock();
    }
  }

  /** Drops the pending input and takes the keyboard away, since the console closes. */
  void close() {
    inTurn(() -> {
      drop("the console was closed");
      holder = null;
    });
  }
}
