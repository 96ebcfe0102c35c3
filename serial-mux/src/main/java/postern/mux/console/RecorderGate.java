package postern.mux.console;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.mux.Notice;
import postern.mux.Recorder;

/**
 * Stands between the line and everyone: no chunk is shown before the recorder has it, except that
 * the line is held back for 250 ms at most; what is shown after that counts as a gap. On the
 * console's event loop; the recorder is called under the turn lock.
 */
final class RecorderGate {
  private static final Logger LOG = LoggerFactory.getLogger(RecorderGate.class);

  /** Looks again although the recorder has not called: a wake-up may be lost with its thread. */
  private static final long LOOK_AGAIN_SECONDS = 1;

  /** What the gate needs of its console. All on that loop. */
  interface Side {
    long endOffset();

    void show(ByteBuffer bytes);

    void hold(boolean back);

    void tell(Notice notice);
  }

  private final Recorder recorder;
  private final Side console;
  private final IoEventLoop loop;
  private final ReentrantLock turn;
  private final Clock clock;
  private final Duration patience;

  private byte @Nullable [] held;
  private @Nullable ScheduledFuture<?> patienceEnd;
  private long gapSince;
  private boolean roomPromised;
  private boolean looking;
  private boolean roomCame;
  private volatile long gapBytes;

  RecorderGate(
      Recorder recorder, Side console, IoEventLoop loop, ReentrantLock turn, Timings timings) {
    this.recorder = recorder;
    this.console = console;
    this.loop = loop;
    this.turn = turn;
    this.clock = timings.clock();
    this.patience = timings.recorderPatience();
  }

  /** Bytes shown unrecorded since recording failed. Any thread. */
  long unrecorded() {
    return gapBytes;
  }

  void output(ByteBuffer bytes) {
    if (held != null) {
      // The line had one more chunk under way when it was paused.
      held = joined(held, bytes);
      return;
    }
    if (gapBytes > 0 && !(roomCame && closeGap())) {
      addToGap(bytes.remaining());
      console.show(bytes);
      return;
    }
    if (offer(bytes)) {
      console.show(bytes);
      return;
    }
    held = joined(new byte[0], bytes);
    console.hold(true);
    patienceEnd = loop.schedule(this::giveUp, patience.toNanos(), TimeUnit.NANOSECONDS);
    askForRoom();
  }

  /** Lets nothing wait any longer: the line is down or the console goes. */
  void flush() {
    byte[] waiting = held;
    if (waiting == null) {
      return;
    }
    if (offer(ByteBuffer.wrap(waiting))) {
      release(waiting);
    } else {
      giveUp();
    }
  }

  private void retry() {
    roomPromised = false;
    byte[] waiting = held;
    if (waiting != null) {
      if (offer(ByteBuffer.wrap(waiting))) {
        release(waiting);
      } else {
        askForRoom();
      }
    } else if (gapBytes > 0) {
      roomCame = true;
      boolean _ = closeGap();
    }
  }

  private void giveUp() {
    byte[] waiting = held;
    if (waiting == null) {
      return;
    }
    gapSince = clock.millis();
    gapBytes = waiting.length;
    console.tell(
        new Notice.NotRecorded("the recorder has had no room for " + patience.toMillis() + " ms"));
    release(waiting);
    lookAgain();
  }

  private void release(byte[] waiting) {
    held = null;
    if (patienceEnd != null) {
      patienceEnd.cancel(false);
      patienceEnd = null;
    }
    console.show(ByteBuffer.wrap(waiting));
    console.hold(false);
  }

  private void addToGap(int count) {
    long before = gapBytes;
    gapBytes = before + count;
  }

  private boolean closeGap() {
    roomCame = false;
    long bytes = gapBytes;
    if (!recorded(() -> recorder.gap(bytes, console.endOffset()))) {
      askForRoom();
      return false;
    }
    gapBytes = 0;
    console.tell(new Notice.RecordedAgain(bytes, Duration.ofMillis(clock.millis() - gapSince)));
    return true;
  }

  private void lookAgain() {
    if (gapBytes > 0 && !looking) {
      looking = true;
      var _ = loop.schedule(this::look, LOOK_AGAIN_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void look() {
    looking = false;
    if (gapBytes > 0) {
      retry();
      lookAgain();
    }
  }

  private void askForRoom() {
    if (!roomPromised) {
      roomPromised = true;
      // Also when the recorder calls back at once, inside this call, nothing runs in a circle.
      recorder.whenRoom(() -> loop.execute(this::retry));
    }
  }

  private boolean offer(ByteBuffer bytes) {
    return recorded(
        () -> recorder.output(bytes.asReadOnlyBuffer(), console.endOffset() + bytes.remaining()));
  }

  private boolean recorded(java.util.function.BooleanSupplier call) {
    turn.lock();
    try {
      return call.getAsBoolean();
    } catch (RuntimeException fault) {
      LOG.error("recorder failed, output counts as unrecorded", fault);
      return false;
    } finally {
      turn.unlock();
    }
  }

  private static byte[] joined(byte[] first, ByteBuffer second) {
    byte[] both = java.util.Arrays.copyOf(first, first.length + second.remaining());
    second.get(both, first.length, second.remaining());
    return both;
  }
}
