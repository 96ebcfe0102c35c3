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
import postern.mux.line.LineListener;
import postern.mux.line.Lines;

/**
 * Keeps one console's line open: tries, and tries again after 1 s doubling to 60 s. On the
 * console's event loop; state, address and the line that is up may be read anywhere.
 */
final class LineConnection {
  private static final Logger LOG = LoggerFactory.getLogger(LineConnection.class);

  /** Tries that people ask for come no faster: a console is no tool to flood somebody with. */
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final Duration PROVEN = Duration.ofSeconds(60);

  /** What the connection tells its console. All on that loop. */
  interface Side {
    /** Before anything else can happen on the line. */
    void lineUp();

    void lineOutput(ByteBuffer bytes);

    void lineRoom();

    /**
     * @param lost it carried bytes until now, and it was not this gateway that let it go
     */
    void lineDown(LineState.Down state, boolean lost);
  }

  private final ConsoleId id;
  private final Side console;
  private final IoEventLoop loop;
  private final Clock clock;
  private final Timings timings;

  private volatile LineAddress address;
  private volatile LineState state;
  private volatile @Nullable Line up;

  /** Only on the console's event loop, as all below. */
  private @Nullable Attempt current;

  private @Nullable ScheduledFuture<?> retry;
  private Duration delay;
  private long lastTry;
  private boolean tried;
  private boolean closed;

  /** The present try was asked for: it does not make the wait longer. */
  private boolean asked;

  LineConnection(ConsoleSettings settings, Side console, IoEventLoop loop, Timings timings) {
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

  /** The line to write to, while it is up. */
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

  void hold(boolean back) {
    Attempt now = current;
    if (now != null && back) {
      now.line.pause();
    } else if (now != null) {
      now.line.resume();
    }
  }

  void ease(double unread) {
    Attempt now = current;
    if (now != null) {
      now.line.ease(unread);
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

  /** The present attempt is over, whatever became of it. */
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

  /** A fifth more or less, so that a thousand consoles do not come back in one moment. */
  private Duration jittered(Duration wait) {
    long nanos = wait.toNanos();
    long fifth = Math.max(1, nanos / 5);
    return Duration.ofNanos(
        Math.min(
            nanos - fifth + ThreadLocalRandom.current().nextLong(2 * fifth),
            timings.longestRetry().toNanos()));
  }

  /** One line and what it says; once another has taken its place it is not listened to. */
  private final class Attempt implements LineListener {
    private final Line line = Lines.to(address, loop, this, timings.connect());
    private long upAt;
    private boolean spoke;

    boolean proven() {
      return spoke || System.nanoTime() - upAt >= PROVEN.toNanos();
    }

    @Override
    public void up() {
      if (current == this) {
        upAt = System.nanoTime();
        up = line; // first: whoever sees the state up finds the line
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
