package postern.tui;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A person's terminal at the other end of a channel. Only the thread inside {@link
 * ControlRoomUi#run} calls this, except {@link #wake}, which may come from any thread.
 */
public interface TuiTerminal {
  /** What the client said in TERM; anything, also nothing. */
  String type();

  /** The size now. */
  Size size();

  /** The next bytes typed, or null when there are none now; never waits. */
  @Nullable ByteBuffer read();

  /**
   * Waits until something happened since the last call (input, a new size, the last write is done,
   * {@link #wake}, the end), at most so long.
   */
  void await(Duration atMost) throws InterruptedException;

  /** Makes {@link #await} return. Never waits. */
  void wake();

  /** No write is under way and the terminal is there. */
  boolean writable();

  /**
   * Starts to write, only while {@link #writable}; the buffer belongs to the terminal until it is
   * writable again. Never waits: a client that reads nothing just gets no newer screen.
   */
  void write(ByteBuffer bytes);

  /** The client has gone, or will type no more. */
  boolean closed();

  /** Rows and columns of characters. */
  record Size(int rows, int cols) {}
}
