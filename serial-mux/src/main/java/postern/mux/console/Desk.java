package postern.mux.console;

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
import postern.mux.Recorder;
import postern.mux.TypeOutcome;
import postern.mux.Viewer;
import postern.mux.line.ConsoleThread;
import postern.mux.line.Line;

/**
 * The one keyboard of a console and what was typed on it that the line has not taken. Everything
 * that the recorder must see in its true order happens under the turn lock, from any thread; no
 * thread waits in it for the line.
 */
final class Desk {
  private final LiveConsole console;
  private final GuardedRecorder recorder;
  private final ReentrantLock turn;
  private final ConsoleThread thread;
  private final Clock clock;
  private final long silenceNanos;
  private final Hold hold;

  /** Guarded by the turn lock. */
  private final Delivery delivery;

  private final Asking asking;
  private boolean silenceWatched;
  private long lastKey;

  /** Written under the turn lock, read anywhere. */
  private volatile @Nullable Attached holder;

  private volatile ConsoleStatus.@Nullable Typed lastTyped;

  Desk(LiveConsole console, Recorder recorder, ConsoleThread thread, SharedParts shared) {
    this.console = console;
    this.recorder = new GuardedRecorder(recorder, console.id());
    this.thread = thread;
    this.turn = shared.turn();
    this.hold = new Hold(console::lockMoved);
    this.delivery = new Delivery(console::line);
    this.clock = shared.clock();
    this.asking = new Asking(this, hold, shared.timings().asking());
    this.silenceNanos = shared.timings().holderSilence().toNanos();
  }

  Optional<Viewer> holder() {
    Attached now = holder;
    return now == null ? Optional.empty() : Optional.of(now.viewer());
  }

  Optional<ConsoleStatus.Typed> lastTyped() {
    return Optional.ofNullable(lastTyped);
  }

  int waits() {
    return delivery.waits();
  }

  Hold hold() {
    return hold;
  }

  KeyboardOutcome take(Attached by, boolean force) {
    return take(by, force, null);
  }

  KeyboardOutcome takeLocked(Attached by, String reason) {
    return take(by, true, reason);
  }

  private KeyboardOutcome take(Attached by, boolean force, @Nullable String reason) {
    if (!by.viewer().mayType()) {
      return new KeyboardOutcome.WatchOnly();
    }
    turn.lock();
    try {
      Attached has = holder;
      if (has == by || console.closedWhy() != null || by.gone()) {
        return has == by ? new KeyboardOutcome.Yours() : new KeyboardOutcome.WatchOnly();
      }
      if (has != null && !force && !silent(has)) {
        return new KeyboardOutcome.HeldBy(has.viewer());
      }
      Viewer locked = hold.lockedTo(by.viewer());
      if (locked != null && reason == null) {
        return new KeyboardOutcome.Locked(locked);
      }
      if (has != null && silent(has)) {
        move(by, Notice.Why.SILENT);
      } else {
        move(by, force && (has != null || locked != null) ? Notice.Why.FORCED : Notice.Why.TAKEN);
      }
      if (reason != null) {
        announce(new Notice.Text(by.viewer().name() + " took the keyboard by force: " + reason));
      }
      return new KeyboardOutcome.Yours();
    } finally {
      turn.unlock();
      console.wakeAll();
    }
  }

  void give(Attached by, Notice.Why why) {
    inTurn(() -> {
      if (holder == by) {
        move(asking.next(), why);
      }
    });
  }

  /** To another session of the same person: the log-in stays theirs. */
  void passOn(Attached by, Attached to) {
    inTurn(() -> {
      if (holder == by && !to.gone()) {
        move(to, Notice.Why.TAKEN);
      }
    });
  }

  void leave(Attached by) {
    inTurn(() -> asking.remove(by));
    give(by, Notice.Why.LEFT);
  }

  AskOutcome ask(Attached by) {
    turn.lock();
    try {
      Attached has = holder;
      if (has != null && has != by && !silent(has) && by.viewer().mayType()) {
        return asking.ask(by, has);
      }
    } finally {
      turn.unlock();
      console.wakeAll();
    }
    return new AskOutcome.Took(take(by, false));
  }

  Optional<Viewer> answerAsk(Attached by, boolean yes) {
    turn.lock();
    try {
      return holder == by ? asking.answer(by, yes) : Optional.empty();
    } finally {
      turn.unlock();
      console.wakeAll();
    }
  }

  void present(Attached by) {
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
      var _ = thread.schedule(this::lookAtRequests, waitNanos, TimeUnit.NANOSECONDS);
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
      Attached waiting = holder == null ? asking.next() : null;
      if (waiting != null) {
        move(waiting, Notice.Why.GIVEN);
      }
    });
  }

  /** Under the turn lock. */
  void move(@Nullable Attached to, Notice.Why why) {
    Attached from = holder;
    drop(Delivery.dropped(why));
    holder = to;
    lastKey = System.nanoTime();
    if (to != null) {
      asking.remove(to);
    }
    announce(
        new Notice.KeyboardMoved(
            from == null ? null : from.viewer(), to == null ? null : to.viewer(), why));
    if (from != null) {
      hold.release(from.viewer(), why, console.line(), delivery)
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
    Attached typist = holder;
    if (dropped > 0 && typist != null) {
      typist.countDropped(dropped);
      announce(new Notice.TypingDropped(typist.viewer(), dropped, why));
    }
  }

  private boolean silent(Attached has) {
    return System.nanoTime() - has.aliveAt() >= silenceNanos;
  }

  private void watchSilence(long after) {
    silenceWatched = true;
    console.onLoop(() -> {
      var _ = thread.schedule(this::lookForSilence, after, TimeUnit.NANOSECONDS);
    });
  }

  private void lookForSilence() {
    turn.lock();
    try {
      silenceWatched = false;
      Attached has = holder;
      if (has != null && silent(has)) {
        move(asking.next(), Notice.Why.SILENT);
      } else if (has != null) {
        watchSilence(Math.max(1, silenceNanos - (System.nanoTime() - has.aliveAt())));
      }
    } finally {
      turn.unlock();
      console.wakeAll();
    }
  }

  TypeOutcome type(Attached by, ByteBuffer bytes) {
    turn.lock();
    try {
      TypeOutcome no = refused(by);
      if (no != null) {
        return no;
      }
      int count = Math.min(bytes.remaining(), delivery.room());
      if (count > 0) {
        ByteBuffer part = bytes.slice(bytes.position(), count).asReadOnlyBuffer();
        Optional<String> unrecorded = recorder.typing(by.viewer(), part);
        if (unrecorded.isPresent()) {
          return new TypeOutcome.NotRecorded(unrecorded.get());
        }
        by.countTyped(count);
        lastTyped = new ConsoleStatus.Typed(by.viewer(), clock.instant());
        lastKey = System.nanoTime();
        hold.typed(by.viewer(), bytes.slice(bytes.position(), count), clock.instant());
      }
      return send(by, bytes, count);
    } finally {
      turn.unlock();
    }
  }

  TypeOutcome answer(Attached by, ByteBuffer bytes) {
    turn.lock();
    try {
      TypeOutcome no = refused(by);
      return no == null ? send(by, bytes, Math.min(bytes.remaining(), delivery.room())) : no;
    } finally {
      turn.unlock();
    }
  }

  private @Nullable TypeOutcome refused(Attached by) {
    if (holder != by) {
      return new TypeOutcome.NotYours();
    }
    return console.lineState() instanceof LineState.Down down
        ? new TypeOutcome.LineDown(down)
        : null;
  }

  private TypeOutcome send(Attached by, ByteBuffer bytes, int count) {
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

  /** The line takes more. On the console's thread. */
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

  /** What was typed at this line does not wait for the next. On that thread, before the notice. */
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

  void change(Consumer<Hold> how) {
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

  BreakOutcome sendBreak(Attached by, Duration length) {
    turn.lock();
    try {
      if (holder != by) {
        return new BreakOutcome.NotYours();
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
