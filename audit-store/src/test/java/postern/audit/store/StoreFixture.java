package postern.audit.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import postern.audit.Archive;
import postern.audit.AuditSettings;
import postern.audit.AuditStore;
import postern.audit.ConsoleRecording;
import postern.audit.Frame;
import postern.audit.RecordedConsole;

/** Helpers for tests of the store. */
final class StoreFixture {
  static final RecordedConsole WEB1 = new RecordedConsole("red", "web1", 1);
  static final RecordedConsole WEB2 = new RecordedConsole("blue", "web2", 2);

  /** Settings with journals of 256 KiB, so that journals are sealed. */
  static final AuditSettings SMALL = new AuditSettings(true, 1 << 20, 256 << 10);

  private StoreFixture() {}

  static AuditStore store(Path dir) {
    return FileAuditStore.open(dir, SMALL, Clock.systemUTC());
  }

  /** Returns random bytes, which start with every value of a byte. */
  static byte[] bytes(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    for (int i = 0; i < 256 && i < size; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  /** Records bytes in pieces and waits for room as a console does. */
  static void record(ConsoleRecording recording, byte[] bytes, int piece) {
    for (int at = 0; at < bytes.length; at += piece) {
      int size = Math.min(piece, bytes.length - at);
      ByteBuffer chunk = ByteBuffer.wrap(bytes, at, size);
      long end = recording.lastOffset() + size;
      if (recording.output(chunk, end)) {
        continue;
      }
      Awaitility.await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .atMost(Duration.ofSeconds(20))
          .until(() -> recording.output(chunk, end));
    }
  }

  static List<Frame> frames(Archive archive, RecordedConsole console) throws Exception {
    try (Stream<Frame> frames = archive.frames(console, Optional.empty(), Optional.empty())) {
      return frames.toList();
    }
  }

  /** Returns the whole output of a console. Fails if there is a gap. */
  static byte[] output(Archive archive, RecordedConsole console) throws Exception {
    return output(frames(archive, console));
  }

  static byte[] output(List<Frame> frames) {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    long reached = 0;
    for (Frame frame : frames) {
      if (frame instanceof Frame.Output(var time, var nanos, ByteBuffer bytes, long end)) {
        if (end - bytes.remaining() != reached && reached != 0) {
          throw new AssertionError("output does not join at " + reached);
        }
        reached = end;
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        all.writeBytes(copy);
      } else if (frame instanceof Frame.Gap gap) {
        throw new AssertionError("gap " + gap);
      }
    }
    return all.toByteArray();
  }

  static <T> List<T> of(List<? super T> all, Class<T> kind) {
    List<T> found = new ArrayList<>();
    for (Object one : all) {
      if (kind.isInstance(one)) {
        found.add(kind.cast(one));
      }
    }
    return found;
  }
}
