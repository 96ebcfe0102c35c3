package postern.mux.line;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import postern.mux.BreakOutcome;

/**
 * One attempt to reach a console, used once: it is opened, carries bytes for a while, and is
 * closed. It reports to its {@link LineListener}. Unless stated otherwise, its methods are called
 * on the console's event loop.
 */
public interface Line {
  /** Starts to connect and returns at once. The listener is told {@code up} or {@code down}. */
  void open();

  /** Stops reading, so that flow control stops the machine. At most one more chunk may arrive. */
  void pause();

  void resume();

  /**
   * Limits the reading rate according to how much output is unread. The lowest limit, 25 MB/s, is
   * above what any machine needs.
   *
   * @param unread the part of the ring that the slowest participant has not read, 0 to 1
   */
  void limitReading(double unread);

  /**
   * Writes bytes without waiting. Called on any thread, by one at a time.
   *
   * @return how many bytes the operating system took; the buffer's position moves past them
   */
  int write(ByteBuffer bytes);

  /**
   * Requests one call of {@link LineListener#room} when more can be written. Called on any thread.
   */
  void notifyWhenWritable();

  /** Sends a break of this length and returns at once. Called on any thread. */
  BreakOutcome sendBreak(Duration length);

  /**
   * Drops DTR for a second, so that the far end hangs up, and returns at once. Called on any
   * thread.
   *
   * @return why that is not possible, or empty
   */
  Optional<String> hangUp();

  /** Closes the line. The listener is not called afterwards. Safe to call twice. */
  void close();
}
