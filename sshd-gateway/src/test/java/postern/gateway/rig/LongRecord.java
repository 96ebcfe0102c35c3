package postern.gateway.rig;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import postern.audit.AuditSettings;
import postern.audit.AuditStore;
import postern.audit.ConsoleRecording;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.audit.RecordedConsole;
import postern.audit.SessionClosed;
import postern.audit.SessionEnd;
import postern.audit.SessionOpened;
import postern.audit.SessionRole;
import postern.audit.store.FileAuditStore;

/** Fills a data directory as years would: long output with many boots, many events, sessions. */
public final class LongRecord {
  private static final int PIECE = 32 << 10;
  private static final int BOOT_EVERY = 400;

  private LongRecord() {}

  /** What it comes to. */
  public record Size(long output, int events, int sessions) {}

  /** Writes it for one console, before a gateway has the directory. */
  public static void write(Path data, RecordedConsole console, Size size) {
    try (AuditStore store =
        FileAuditStore.open(data, AuditSettings.defaults(), Clock.systemUTC())) {
      events(store, size.events());
      sessions(store, console, size.sessions());
      say(store.recording(console), size.output());
      store.sync();
    }
  }

  private static void events(AuditStore store, int count) {
    for (int i = 0; i < count; i++) {
      store.event(
          i % 3 == 0 ? EventKind.LOGIN : EventKind.POWER,
          i % 5 == 0 ? Outcome.REFUSED : Outcome.OK,
          Map.of(
              "machine",
              "web" + i % 7,
              "tenant",
              "red",
              "person",
              "red/p" + i % 11,
              "source",
              "192.0.2." + i % 200,
              "reason",
              "one of very many, number " + i));
      if (i % 10_000 == 0) {
        store.sync();
      }
    }
  }

  private static void sessions(AuditStore store, RecordedConsole console, int count) {
    Instant since = Instant.now();
    for (int i = 0; i < count; i++) {
      SessionOpened opened =
          new SessionOpened(store.newSession(), console, "red/p", "SHA256:x", "192.0.2.1", since);
      store.opened(opened, SessionRole.WATCHER);
      store.closed(
          new SessionClosed(opened.session(), since.plusSeconds(1), 0, 0, SessionEnd.LEFT),
          SessionRole.WATCHER);
      if (i % 5_000 == 0) {
        store.sync();
      }
    }
  }

  private static void say(ConsoleRecording recording, long bytes) {
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    long end = recording.lastOffset();
    for (long line = 0; end < bytes; line++) {
      byte[] text = line(line).getBytes(StandardCharsets.US_ASCII);
      if (piece.remaining() < text.length) {
        piece.flip();
        end += piece.remaining();
        while (!recording.output(piece.duplicate(), end)) {
          LockSupport.parkNanos(1_000_000);
        }
        piece.clear();
      }
      piece.put(text);
    }
  }

  private static String line(long number) {
    return number % BOOT_EVERY == 0
        ? "Linux version 6.1." + number + " (gcc)\r\nCommand line: console=ttyS0\r\n"
        : String.format(Locale.ROOT, "%010d the machine says one of its many lines\r\n", number);
  }
}
