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
 * Gives each chunk of output to the recorder before anyone sees it. If the recorder has no room,
 * the line is paused for at most 250 ms; what is shown after that counts as a gap. Runs on the
 * console's event loop and calls the recorder under the turn lock.
 */
final class RecorderGate {
  private static final Logger LOG = LoggerFactory.getLogger(RecorderGate.class);

  /** The interval of retries without a call of the recorder, which may be lost with its thread. */
  private static final long RETRY_SECONDS = 1;

  /** The console that owns this gate. Called on the console's event loop. */
  interface Owner {
    long endOffset();

    void show(ByteBuffer bytes);

    void pauseLine(boolean paused);

    void tell(Notice notice);
  }

  private final Recorder recorder;
  private final Owner console;
  private final IoEventLoop loop;
  private final ReentrantLock turn;
  private final Clock clock;
  private final Duration patience;

  private byte @Nullable [] pendingChunk;
  private @Nullable ScheduledFuture<?> patienceEnd;
  private long gapSince;
  private boolean roomPromised;
  private boolean retryScheduled;
  private boolean roomCame;
  private volatile long gapBytes;

  RecorderGate(
      Recorder recorder, Owner console, IoEventLoop loop, ReentrantLock turn, Timings timings) {
    this.recorder = recorder;
    this.console = console;
    this.loop = loop;
    this.turn = turn;
    this.clock = timings.clock();
    this.patience = timings.recorderPatience();
  }

  /** Returns the number of bytes shown since recording failed. Called on any thread. */
  long unrecorded() {
    return gapBytes;
  }

  void output(ByteBuffer bytes) {
    if (pendingChunk != null) {
      // The line was already reading this chunk when it was paused.
      pendingChunk = joined(pendingChunk, bytes);
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
    pendingChunk = joined(new byte[0], bytes);
    console.pauseLine(true);
    patienceEnd = loop.schedule(this::giveUp, patience.toNanos(), TimeUnit.NANOSECONDS);
    askForRoom();
  }

  /** Shows the pending chunk, since the line is down or the console closes. */
  void flush() {
    byte[] waiting = pendingChunk;
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
    byte[] waiting = pendingChunk;
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
    byte[] waiting = pendingChunk;
    if (waiting == null) {
      return;
    }
    gapSince = clock.millis();
    gapBytes = waiting.length;
    console.tell(
        new Notice.NotRecorded("the recorder has had no room for " + patience.toMillis() + " ms"));
    release(waiting);
    scheduleRetry();
  }

  private void release(byte[] waiting) {
    pendingChunk = null;
    if (patienceEnd != null) {
      patienceEnd.cancel(false);
      patienceEnd = null;
    }
    console.show(ByteBuffer.wrap(waiting));
    console.pauseLine(false);
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

  private void scheduleRetry() {
    if (gapBytes > 0 && !retryScheduled) {
      retryScheduled = true;
      var _ = loop.schedule(this::retryAgain, RETRY_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void retryAgain() {
    retryScheduled = false;
    if (gapBytes > 0) {
      retry();
      scheduleRetry();
    }
  }

  private void askForRoom() {
    if (!roomPromised) {
      roomPromised = true;
      // Posted, so that a recorder that calls back inside this call causes no recursion.
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
