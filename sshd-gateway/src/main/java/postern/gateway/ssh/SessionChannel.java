package postern.gateway.ssh;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One SSH session channel, seen from the virtual thread that serves it. Only that thread calls
 * {@link #poll}, {@link #await} and the writes; {@link #wake} and the questions may come from any.
 */
public interface SessionChannel {
  /** What people with a file are told; {@code scp} and {@code sftp} show it. */
  String NO_FILES =
      "this is a console, it takes no files; type `base64 -d > FILE` at its shell and run"
          + " `base64 FILE | ssh MACHINE@HOST send -`, then Ctrl-D there";

  /** What auditors are told, who will have sftp some day. */
  String NO_SFTP_YET =
      "sftp and scp are not built yet; `output MACHINE`, `show` and `replay` give recordings out";

  Caller caller();

  /** The client's terminal, if it asked for one; changes with {@link Input.Resized}. */
  Optional<Terminal> terminal();

  /**
   * The client said that its terminal reads UTF-8. Where it did not, what is written to the
   * terminal arrives there in ASCII, see {@link postern.mux.screen.AsciiText}.
   */
  default boolean utf8() {
    return true;
  }

  /** From now on the terminal gets what is written as it is, whatever it reads; or no longer. */
  default void exact(boolean on) {}

  /**
   * The session itself holds so many bytes of memory now, beside what the channel does; where its
   * key's clients hold too much together, the connection is ended.
   */
  default void holds(long bytes) {}

  /** The command of an exec request, absent for a shell. */
  Optional<String> command();

  /**
   * The next input, or null when there is none now. Taking bytes opens the client's window again.
   */
  @Nullable Input poll();

  /**
   * Waits until something happened (input, the last write is done, {@link #wake}, end) since the
   * last call, at most so long.
   */
  void await(Duration atMost) throws InterruptedException;

  /** Makes {@link #await} return. From any thread, never waits. */
  void wake();

  /**
   * A piece of a session's work that may be done for it while its own thread waits in {@link
   * #await}, by the thread that brings the news: an I/O thread, so it never waits.
   */
  @FunctionalInterface
  interface Shortcut {
    /** False when the session's own thread has to look. */
    boolean take();
  }

  /** Takes the shortcut here and now if the session's thread waits; wakes it if that is not all. */
  default void wakeOr(Shortcut shortcut) {
    wake();
  }

  /** What {@link #wakeOr} takes when input arrives; null for none. Only that session's thread. */
  default void onInput(@Nullable Shortcut shortcut) {}

  /** No write is under way and the channel is open. */
  boolean writable();

  /**
   * Starts to write to standard output; only while {@link #writable}. The buffer belongs to the
   * channel until it is writable again.
   */
  void write(ByteBuffer bytes);

  /**
   * As {@link #write}, to standard error; without a terminal only, else it goes to standard output.
   */
  void writeError(ByteBuffer bytes);

  /** As {@link #write}, to standard error, with a terminal too. */
  void writeAside(ByteBuffer bytes);

  /**
   * Writes all of it to standard output, waiting for the client at most so long.
   *
   * @return false when the client did not take it in time or has gone
   */
  boolean writeFully(ByteBuffer bytes, Duration atMost) throws InterruptedException;

  /**
   * As {@link #writeFully}, to standard error; on a terminal without a command to standard output,
   * so that it stays in order with the rest.
   */
  boolean writeErrorFully(ByteBuffer bytes, Duration atMost) throws InterruptedException;

  /**
   * Ends what is served here, from any thread, without waiting: from now on the channel is {@link
   * #closed} to it. The client then reads these words and gets this exit status. What still runs a
   * second later, when this is called again, loses the channel at once.
   */
  void end(String words, int status);

  /** The client has gone, or the channel was closed or ended. */
  boolean closed();

  /**
   * When the client last showed life: any packet, a heartbeat's answer included; System.nanoTime.
   */
  long lastHeard();

  /** Sends what was written, then the exit status, and closes. Once; later calls do nothing. */
  void exit(int status);

  /** A client's terminal. */
  record Terminal(String type, int rows, int cols) {}
}
