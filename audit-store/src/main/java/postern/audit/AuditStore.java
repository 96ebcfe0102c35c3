package postern.audit;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;

/** The data directory of one gateway, open for writing: recordings, event log, sessions, index. */
public final class AuditStore implements AutoCloseable {
  private AuditStore() {}

  /**
   * Opens or makes the directory (mode 0700), locks it, and recovers what a crash left: torn tails
   * are cut, sessions left open end as {@code crashed}. Does not wait for the index.
   *
   * @throws StoreFault IN_USE naming the process that has it, DISK, DAMAGED
   */
  public static AuditStore open(Path dir, AuditSettings settings, Clock clock) {
    throw new IllegalStateException("not built yet");
  }

  /** The recording of this console; the same object for the same console. */
  public ConsoleRecording recording(RecordedConsole console) {
    throw new IllegalStateException("not built yet");
  }

  /** A new id, unique in this store. */
  public SessionId newSession() {
    throw new IllegalStateException("not built yet");
  }

  /** Writes the session's opening into the event log, as event {@code attach}. */
  public void opened(SessionOpened session) {}

  /** Writes the session's end, as event {@code detach}. */
  public void closed(SessionClosed session) {}

  /**
   * Appends an event. It is on disk within 50 ms; never waits, and a full disk falls back on the
   * reserve.
   */
  public void event(String kind, String outcome, Map<String, String> about) {}

  /** Waits until everything taken so far is on disk. False when it was not within 5 s. */
  public boolean sync() {
    throw new IllegalStateException("not built yet");
  }

  /** Reads through the index where it is quicker, through the files else. */
  public Archive archive() {
    throw new IllegalStateException("not built yet");
  }

  public Health health() {
    throw new IllegalStateException("not built yet");
  }

  /** Runs at each change, on the journal's thread; must return at once. */
  public void onHealth(Consumer<Health> listener) {}

  /** Writes and forces what is there, closes files and index, unlocks. */
  @Override
  public void close() {}
}
