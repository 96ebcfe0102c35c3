package postern.tui;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A person's terminal at the other end of a channel. Only the thread that runs the text UI calls
 * it, except for {@link #wake}, which any thread may call.
 */
public interface TuiTerminal {
  /** The client's value of TERM. Untrusted; may be empty. */
  String type();

  /** The present size. */
  Size size();

  /** The next bytes of input, or null if there are none. Never blocks. */
  @Nullable ByteBuffer read();

  /**
   * Waits until something has happened since the last call: input, a new size, the end of the last
   * write, {@link #wake}, or the end of the connection.
   */
  void await(Duration atMost) throws InterruptedException;

  /** Makes {@link #await} return. Never blocks. */
  void wake();

  /** Whether the terminal is connected and no write is under way. */
  boolean writable();

  /**
   * Starts a write. The terminal must be {@link #writable}, and it owns the buffer until it is
   * writable again. Never blocks: a client that does not read gets no newer screen.
   */
  void write(ByteBuffer bytes);

  /** Whether the client has disconnected or ended its input. */
  boolean closed();

  /** A size in characters. */
  record Size(int rows, int cols) {}
}
