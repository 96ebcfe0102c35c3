package postern.mux.console;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.mux.ConsoleId;
import postern.mux.ConsoleSettings;
import postern.mux.LineAddress;
import postern.mux.LineState;
import postern.mux.line.Line;
import postern.mux.line.LineFactory;
import postern.mux.line.LineListener;

/**
 * Keeps the line of a console open. It tries again after 1 s, doubling to 60 s. Used on the
 * console's event loop, except that state, address and line may be read on any thread.
 */
final class LineConnection {
  private static final Logger LOG = LoggerFactory.getLogger(LineConnection.class);

  /**
   * The least time between two tries that people ask for. It keeps a console from being used to
   * flood a host.
   */
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final Duration PROVEN = Duration.ofSeconds(60);

  /** The console that owns this connection. Called on the console's event loop. */
  interface Owner {
    /** Called before anything else can happen on the line. */
    void lineUp();

    void lineOutput(ByteBuffer bytes);

    void lineRoom();

    /**
     * @param lost whether the line was up and the gateway did not close it itself
     */
    void lineDown(LineState.Down state, boolean lost);
  }

  private final ConsoleId id;
  private final Owner console;
  private final IoEventLoop loop;
  private final Clock clock;
  private final Timings timings;

  private volatile LineAddress address;
  private volatile LineState state;
  private volatile @Nullable Line up;

  /** Used on the event loop only, like the fields below. */
  private @Nullable Attempt current;

  private @Nullable ScheduledFuture<?> retry;
  private Duration delay;
  private long lastTry;
  private boolean tried;
  private boolean closed;

  /** Whether somebody asked for the current try. Such a try does not double the delay. */
  private boolean asked;

  LineConnection(ConsoleSettings settings, Owner console, IoEventLoop loop, Timings timings) {
    this.id = settings.id();
    this.address = settings.address();
    this.console = console;
    this.loop = loop;
    this.clock = timings.clock();
    this.timings = timings;
    this.delay = timings.firstRetry();
    Instant now = clock.instant();
    this.state = new LineState.Down(now, "not tried yet", now);
  }

  LineState state() {
    return state;
  }

  LineAddress address() {
    return address;
  }

  /** Returns the line to write to while it is up, or null. */
  @Nullable Line line() {
    return up;
  }

  void tryNow() {
    if (closed || current != null) {
      return;
    }
    long wait = tried ? LEAST_NANOS - (System.nanoTime() - lastTry) : 0;
    asked = true;
    if (wait <= 0) {
      attempt();
    } else {
      retryAfter(wait);
    }
  }

  void reopen(String why) {
    drop(why);
    delay = timings.firstRetry();
    tryNow();
  }

  void moveTo(LineAddress to) {
    if (!to.equals(address)) {
      address = to;
      reopen("moved to " + to.text());
    }
  }

  void pause(boolean paused) {
    Attempt now = current;
    if (now != null && paused) {
      now.line.pause();
    } else if (now != null) {
      now.line.resume();
    }
  }

  void limitReading(double unread) {
    Attempt now = current;
    if (now != null) {
      now.line.limitReading(unread);
    }
  }

  void close() {
    closed = true;
    cancelRetry();
    drop("closed");
  }

  private void drop(String why) {
    Attempt open = current;
    if (open != null) {
      open.line.close();
      ended(why, true);
    }
  }

  private void attempt() {
    cancelRetry();
    if (closed) {
      return;
    }
    tried = true;
    lastTry = System.nanoTime();
    Attempt next = new Attempt();
    current = next;
    next.line.open();
  }

  private void cancelRetry() {
    if (retry != null) {
      retry.cancel(false);
      retry = null;
    }
  }

  private void retryAfter(long nanos) {
    cancelRetry();
    retry = loop.schedule(this::attempt, nanos, TimeUnit.NANOSECONDS);
  }

  /** The current attempt is over, for whatever reason. */
  private void ended(String why, boolean dropped) {
    boolean wasUp = up != null;
    Attempt was = current;
    current = null;
    up = null;
    if (wasUp && was != null && was.proven()) {
      delay = timings.firstRetry();
    }
    Instant now = clock.instant();
    Duration wait = jittered(delay);
    Instant since = state instanceof LineState.Down(var earlier, _, _) ? earlier : now;
    LineState.Down down = new LineState.Down(since, why, now.plus(wait));
    boolean news = !(state instanceof LineState.Down(_, String before, _)) || !before.equals(why);
    state = down;
    if (!closed) {
      retryAfter(wait.toNanos());
      if (!asked) {
        delay = delay.multipliedBy(2);
        delay = delay.compareTo(timings.longestRetry()) > 0 ? timings.longestRetry() : delay;
      }
      asked = false;
    }
    if (news) {
      LOG.debug("line down console={} line={} why={}", id, address.text(), why);
      console.lineDown(down, wasUp && !dropped);
    }
  }

  /**
   * Varies the wait by a fifth, so that a thousand consoles do not reconnect at the same moment.
   */
  private Duration jittered(Duration wait) {
    long nanos = wait.toNanos();
    long fifth = Math.max(1, nanos / 5);
    return Duration.ofNanos(
        Math.min(
            nanos - fifth + ThreadLocalRandom.current().nextLong(2 * fifth),
            timings.longestRetry().toNanos()));
  }

  /**
   * One line and its events. Events of an attempt that is no longer the current one are ignored.
   */
  private final class Attempt implements LineListener {
    private final Line line = LineFactory.to(address, loop, this, timings.connect());
    private long upAt;
    private boolean spoke;

    boolean proven() {
      return spoke || System.nanoTime() - upAt >= PROVEN.toNanos();
    }

    @Override
    public void up() {
      if (current == this) {
        upAt = System.nanoTime();
        up = line; // set before the state, so that a thread that reads the state as up finds the
        // line
        state = new LineState.Up(clock.instant());
        LOG.debug("line up console={} line={}", id, address.text());
        console.lineUp();
      }
    }

    @Override
    public void output(ByteBuffer bytes) {
      if (current == this) {
        spoke = true;
        console.lineOutput(bytes);
      }
    }

    @Override
    public void room() {
      if (current == this) {
        console.lineRoom();
      }
    }

    @Override
    public void down(String why) {
      if (current == this) {
        ended(why, false);
      }
    }
  }
}
