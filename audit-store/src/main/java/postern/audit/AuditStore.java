package postern.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What one gateway records: consoles, events and sessions. One gateway has it open at a time. */
public interface AuditStore extends AutoCloseable {
  /**
   * Returns the folder in the data directory from which this process loads native libraries. It is
   * created at the start, and nobody else can write to it.
   */
  Path nativeLibraries();

  /**
   * Returns the recording of this console, the same object at each call.
   *
   * @throws StoreFault CALLER if its names are too long for files
   */
  ConsoleRecording recording(RecordedConsole console);

  /** Returns a new id, unique in this store. */
  SessionId newSession();

  /** Writes the start of a session to the event log, as event {@code attach}. */
  void opened(SessionOpened session, SessionRole role);

  /**
   * Writes the end of a session to the event log, as event {@code detach}. Does nothing if the
   * session is not open.
   *
   * @param role {@link SessionRole#WRITER} if it ever had the keyboard
   */
  void closed(SessionClosed session, SessionRole role);

  /**
   * Appends an event. It is forced to disk within about 50 ms. This method never waits, and uses
   * the reserve if the disk is full. A value longer than 4096 characters is cut, and its length
   * noted.
   */
  void event(EventKind kind, Outcome outcome, Map<String, String> about);

  /**
   * Waits until there is room for the events of another act. A login, a change of the keyboard or a
   * power action must not be done while its events could be lost.
   *
   * @param longest how long to wait; with zero this method only checks
   * @return false if there was no room in time
   */
  boolean awaitRoom(Duration longest);

  /** Waits until everything taken so far is on disk. Returns false if that takes more than 5 s. */
  boolean sync();

  /** Returns the archive of this store, which uses the index where that is faster. */
  Archive archive();

  Health health();

  /** Returns the journals that cannot be sealed at present, and why. */
  List<Damage> unsealed();

  /** Returns what was found damaged and set aside, until somebody removes it. */
  List<Path> setAside() throws IOException;

  /**
   * Adds a listener that is called at each change of health, on the thread that noticed the change.
   * It must return at once.
   */
  void onHealth(Consumer<Health> listener);

  /** Writes and forces everything taken so far, closes files and index, and unlocks. */
  @Override
  void close();
}
