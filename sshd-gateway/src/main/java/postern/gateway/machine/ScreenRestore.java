package postern.gateway.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.Archive;
import postern.audit.Frame;
import postern.audit.RecordedConsole;
import postern.gateway.config.MachineEntry;
import postern.mux.Console;

/** Restores a console's screen from the recording after a restart of the gateway. */
public final class ScreenRestore {
  private static final Logger log = LoggerFactory.getLogger(ScreenRestore.class);
  private static final int MOST = 64 << 10;
  private static final long PATIENCE_SECONDS = 2;

  private final Archive archive;
  private final long from;

  /**
   * @param from output before this offset is not shown, since it belongs to an earlier owner
   */
  public ScreenRestore(Archive archive, long from) {
    this.archive = archive;
    this.from = from;
  }

  public void restore(MachineEntry machine, int port, Console console) {
    long first = console.firstOffset();
    if (first <= from) {
      return;
    }
    try {
      Earlier earlier = before(new RecordedConsole(machine.tenant(), machine.name(), port), first);
      console
          .restoreScreen(earlier.bytes(), earlier.said())
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (IOException | ExecutionException | TimeoutException e) {
      log.warn("screen not restored console={} why={}", console.id(), e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Earlier output, and when its last byte came. */
  private record Earlier(ByteBuffer bytes, Instant said) {}

  private Earlier before(RecordedConsole console, long end) throws IOException {
    Instant[] said = {Instant.EPOCH};
    ByteBuffer all = ByteBuffer.allocate(MOST);
    try (Stream<Frame> frames = archive.framesFrom(console, Math.max(from, end - MOST))) {
      frames
          .takeWhile(frame -> !(frame instanceof Frame.Output o) || o.endOffset() <= end)
          .forEachOrdered(frame -> {
            if (frame instanceof Frame.Output(var time, var nanos, ByteBuffer bytes, var at)) {
              ByteBuffer own = bytes.duplicate();
              long foreign = from - (at - own.remaining());
              own.position(own.position() + Math.clamp(foreign, 0, own.remaining()));
              append(all, own, end - at);
              said[0] = time;
            }
          });
    }
    return new Earlier(all.flip(), said[0]);
  }

  /**
   * @param behind how much output follows these bytes; nothing further back than {@link #MOST} is
   *     added
   */
  private static void append(ByteBuffer all, ByteBuffer bytes, long behind) {
    long room = Math.min(MOST - behind, all.remaining());
    if (room > 0) {
      int skip = (int) Math.max(0, bytes.remaining() - room);
      all.put(bytes.position(bytes.position() + skip));
    }
  }
}
