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
 * The one keyboard of a console and what was typed on it that the line has not taken. Everything
 * that the recorder must see in its true order happens under the turn lock, from any thread; no
 * thread waits in it for the line.
 */
final class KeyboardArbiter {
  private final LiveConsole console;
  private final GuardedRecorder recorder;
  private final ReentrantLock turn;
  private final IoEventLoop loop;
  private final Clock clock;
  private final long silenceNanos;
  private final OpenLogin hold;

  /** Guarded by the turn lock. */
  private final TypedInput delivery;

  private final KeyboardRequests asking;
  private boolean silenceWatched;
  private long lastKey;

  /** Written under the turn lock, read anywhere. */
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
    this.hold = new OpenLogin(console::lockMoved);
    this.delivery = new TypedInput(console::line);
    this.clock = timings.clock();
    this.asking = new KeyboardRequests(this, hold, timings.requests());
    this.silenceNanos = timings.holderSilence().toNanos();
  }

  Optional<Participant> holder() {
    LiveAttachment now = holder;
    return now == null ? Optional.empty() : Optional.of(now.participant());
  }

  Optional<ConsoleStatus.Typed> lastTyped() {
    return Optional.ofNullable(lastTyped);
  }

  int waits() {
    return delivery.waits();
  }

  OpenLogin hold() {
    return hold;
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
      LiveAttachment has = holder;
      if (has == by || console.closedWhy() != null || by.gone()) {
        return has == by ? new KeyboardOutcome.Granted() : new KeyboardOutcome.WatchOnly();
      }
      if (has != null && !force && !silent(has)) {
        return new KeyboardOutcome.HeldBy(has.participant());
      }
      Participant locked = hold.lockedTo(by.participant());
      if (locked != null && reason == null) {
        return new KeyboardOutcome.Locked(locked);
      }
      if (has != null && silent(has)) {
        move(by, Notice.Reason.SILENT);
      } else {
        move(
            by,
            force && (has != null || locked != null) ? Notice.Reason.FORCED : Notice.Reason.TAKEN);
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

  void give(LiveAttachment by, Notice.Reason why) {
    inTurn(() -> {
      if (holder == by) {
        move(asking.next(), why);
      }
    });
  }

  /** To another session of the same person: the log-in stays theirs. */
  void passOn(LiveAttachment by, LiveAttachment to) {
    inTurn(() -> {
      if (holder == by && !to.gone()) {
        move(to, Notice.Reason.TAKEN);
      }
    });
  }

  void leave(LiveAttachment by) {
    inTurn(() -> asking.remove(by));
    give(by, Notice.Reason.LEFT);
  }

  AskOutcome ask(LiveAttachment by) {
    turn.lock();
    try {
      LiveAttachment has = holder;
      if (has != null && has != by && !silent(has) && by.participant().mayType()) {
        return asking.ask(by, has);
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
      return holder == by ? asking.answer(by, yes) : Optional.empty();
    } finally {
      turn.unlock();
      console.wakeAll();
    }
  }

  void present(LiveAttachment by) {
    if (holder == by) {
      turn.lock();
      try {
        lastKey = holder == by ? System.nanoTime() : lastKey;
      } finally {
        turn.unlock();
      }
    }
  }

  private void lookAtRequests() {
    inTurn(() -> asking.look(holder, lastKey));
  }

  /** Under the turn lock. */
  void watchRequests(long waitNanos) {
    console.onLoop(() -> {
      var _ = loop.schedule(this::lookAtRequests, waitNanos, TimeUnit.NANOSECONDS);
    });
  }

  long lastKey() {
    return lastKey;
  }

  /** Whoever was logged in on the machine is not any more. */
  void loggedOut() {
    if (!hold.used()) {
      return;
    }
    inTurn(() -> {
      hold.typist(null);
      LiveAttachment waiting = holder == null ? asking.next() : null;
      if (waiting != null) {
        move(waiting, Notice.Reason.GIVEN);
      }
    });
  }

  /** Under the turn lock. */
  void move(@Nullable LiveAttachment to, Notice.Reason why) {
    LiveAttachment from = holder;
    drop(TypedInput.dropped(why));
    holder = to;
    lastKey = System.nanoTime();
    if (to != null) {
      asking.remove(to);
    }
    announce(
        new Notice.KeyboardMoved(
            from == null ? null : from.participant(), to == null ? null : to.participant(), why));
    if (from != null) {
      hold.release(from.participant(), why, console.line(), delivery)
          .ifPresent(said -> announce(new Notice.Text(said)));
    }
    if (to != null) {
      asking.tell(to);
    }
    if (to != null && !silenceWatched) {
      watchSilence(silenceNanos);
    }
  }

  /** Drops what was typed and not delivered, and says so. Under the turn lock. */
  private void drop(String why) {
    int dropped = delivery.drop();
    LiveAttachment typist = holder;
    if (dropped > 0 && typist != null) {
      typist.countDropped(dropped);
      announce(new Notice.TypingDropped(typist.participant(), dropped, why));
    }
  }

  private boolean silent(LiveAttachment has) {
    return System.nanoTime() - has.aliveAt() >= silenceNanos;
  }

  private void watchSilence(long after) {
    silenceWatched = true;
    console.onLoop(() -> {
      var _ = loop.schedule(this::lookForSilence, after, TimeUnit.NANOSECONDS);
    });
  }

  private void lookForSilence() {
    turn.lock();
    try {
      silenceWatched = false;
      LiveAttachment has = holder;
      if (has != null && silent(has)) {
        move(asking.next(), Notice.Reason.SILENT);
      } else if (has != null) {
        watchSilence(Math.max(1, silenceNanos - (System.nanoTime() - has.aliveAt())));
      }
    } finally {
      turn.unlock();
      console.wakeAll();
    }
  }

  TypeOutcome type(LiveAttachment by, ByteBuffer bytes) {
    turn.lock();
    try {
      TypeOutcome no = refused(by);
      if (no != null) {
        return no;
      }
      int count = Math.min(bytes.remaining(), delivery.room());
      if (count > 0) {
        ByteBuffer part = bytes.slice(bytes.position(), count).asReadOnlyBuffer();
        Optional<String> unrecorded = recorder.typing(by.participant(), part);
        if (unrecorded.isPresent()) {
          return new TypeOutcome.NotRecorded(unrecorded.get());
        }
        by.countTyped(count);
        lastTyped = new ConsoleStatus.Typed(by.participant(), clock.instant());
        lastKey = System.nanoTime();
        hold.typed(by.participant(), bytes.slice(bytes.position(), count), clock.instant());
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
      return no == null ? send(by, bytes, Math.min(bytes.remaining(), delivery.room())) : no;
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
    delivery.send(bytes);
    bytes.limit(limit);
    if (!all) {
      by.waitForRoom();
    }
    return new TypeOutcome.Accepted(count);
  }

  /** The line takes more. On the console's event loop. */
  void room() {
    boolean wake;
    turn.lock();
    try {
      wake = delivery.more();
    } finally {
      turn.unlock();
    }
    if (wake) {
      console.wakeAll();
    }
  }

  /** What was typed at this line does not wait for the next. On that loop, before the notice. */
  void lineDown(Notice notice, boolean lost) {
    inTurn(() -> {
      drop("the line went down");
      delivery.dropAll();
      if (lost) {
        hold.lineGone();
      }
      announce(notice);
    });
  }

  void change(Consumer<OpenLogin> how) {
    inTurn(() -> how.accept(hold));
  }

  /** Says something that the recorder keeps too. Any thread. */
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

  /** Under the turn lock, so that the record has the true order. */
  void announce(Notice notice) {
    recorder.notice(notice);
    console.put(notice);
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

  /** The console goes. */
  void close() {
    turn.lock();
    try {
      drop("the console is gone");
      holder = null;
    } finally {
      turn.unlock();
    }
  }
}
