package postern.audit.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import postern.audit.AuditStore;
import postern.audit.ConsoleRecording;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.audit.RecordedConsole;
import postern.audit.SessionId;
import postern.audit.SessionOpened;
import postern.audit.SessionRole;

/** A program that writes as fast as it can until it is killed, and prints what is on disk. */
final class KilledWriter {
  static final int CONSOLES = 60;

  private KilledWriter() {}

  static RecordedConsole console(int i) {
    return new RecordedConsole("t", "m" + i % CONSOLES, 1);
  }

  /** Returns the byte at an offset of a console. */
  static byte at(int console, long offset) {
    return (byte) (offset * 31 + offset / 251 + console);
  }

  public static void main(String[] words) {
    AuditStore store =
        FileAuditStore.open(Path.of(words[0]), StoreFixture.SMALL, Clock.systemUTC());
    SessionId session = new SessionId(words[1]);
    store.opened(
        new SessionOpened(session, console(0), "t/ann", "SHA256:x", "::1", Instant.now()),
        SessionRole.WATCHER);
    for (int round = 0; ; round++) {
      for (int i = 0; i < CONSOLES; i++) {
        piece(store.recording(console(i)), i, 100 + (round * 7 + i) % 900);
      }
      store.recording(console(0)).typing(session.text(), ByteBuffer.allocate(3));
      store.event(EventKind.LINE, Outcome.OK, Map.of("machine", "m" + round));
      long[] taken = new long[CONSOLES];
      for (int i = 0; i < CONSOLES; i++) {
        taken[i] = store.recording(console(i)).lastOffset();
      }
      if (store.sync()) {
        StringBuilder safe = new StringBuilder("safe " + round);
        for (long offset : taken) {
          safe.append(' ').append(offset);
        }
        System.out.println(safe);
      }
    }
  }

  private static void piece(ConsoleRecording recording, int console, int size) {
    long from = recording.lastOffset();
    byte[] bytes = new byte[size];
    for (int k = 0; k < size; k++) {
      bytes[k] = at(console, from + k);
    }
    while (!recording.output(ByteBuffer.wrap(bytes), from + size)) {
      Thread.onSpinWait();
    }
  }
}
