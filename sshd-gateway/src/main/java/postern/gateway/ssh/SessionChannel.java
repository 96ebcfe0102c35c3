package postern.gateway.ssh;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One SSH session channel. Only the virtual thread that serves it calls {@link #poll}, {@link
 * #await} and the write methods; {@link #wake} and the queries may be called by any thread.
 */
public interface SessionChannel {
  /** The message for people who try to copy a file; {@code scp} and {@code sftp} show it. */
  String NO_FILES =
      "this is a console and accepts no files; type `base64 -d > FILE` at its shell and run"
          + " `base64 FILE | ssh MACHINE@HOST send -`, then Ctrl-D there";

  /** The message for auditors, for whom sftp is planned. */
  String NO_SFTP_YET =
      "sftp and scp are not built yet; `output MACHINE`, `show` and `replay` print recordings";

  Caller caller();

  /** Returns the client's terminal, if it requested one. It changes with {@link Input.Resized}. */
  Optional<Terminal> terminal();

  /**
   * Returns whether the client said that its terminal reads UTF-8. If it did not, output to the
   * terminal is converted to ASCII, see {@link postern.mux.screen.AsciiText}.
   */
  boolean utf8();

  /** Switches the conversion of output to the terminal off, or on again. */
  void exact(boolean on);

  /**
   * Reports how many bytes of memory the session itself holds, beside those of the channel. If the
   * clients of its key hold too much together, the connection is ended.
   */
  void holds(long bytes);

  /** Returns the command of an exec request; empty for a shell. */
  Optional<String> command();

  /**
   * Returns the next input, or null if there is none now. Taking bytes opens the client's window
   * again.
   */
  @Nullable Input poll();

  /**
   * Waits, for at most this long, until something has happened since the last call: input, the
   * completion of a write, {@link #wake}, or the end.
   */
  void await(Duration atMost) throws InterruptedException;

  /** Makes {@link #await} return. Never blocks; may be called by any thread. */
  void wake();

  /**
   * A small piece of a session's work that another thread may do while the session's own thread
   * waits in {@link #await}. The other thread is an I/O thread, so the work must not block.
   */
  @FunctionalInterface
  interface Shortcut {
    /** Returns false if the session's own thread has to continue. */
    boolean take();
  }

  /**
   * Takes the shortcut on this thread if the session's thread waits, and wakes that thread if the
   * shortcut does not do everything.
   */
  void wakeOr(Shortcut shortcut);

  /**
   * Sets the shortcut that is taken when input arrives; null for none. Called by the session's
   * thread only.
   */
  void onInput(@Nullable Shortcut shortcut);

  /** Returns whether the channel is open and no write is in progress. */
  boolean writable();

  /**
   * Starts to write to standard output. Only allowed while {@link #writable} is true. The buffer
   * belongs to the channel until it is writable again.
   */
  void write(ByteBuffer bytes);

  /**
   * Does the same as {@link #write}, to standard error. With a terminal it writes to standard
   * output.
   */
  void writeError(ByteBuffer bytes);

  /** Does the same as {@link #write}, to standard error even with a terminal. */
  void writeAside(ByteBuffer bytes);

  /**
   * Writes everything to standard output and waits for the client, for at most this long.
   *
   * @return false if the client did not read it in time or has disconnected
   */
  boolean writeFully(ByteBuffer bytes, Duration atMost) throws InterruptedException;

  /**
   * Does the same as {@link #writeFully}, to standard error. On a terminal without a command it
   * writes to standard output, so that the order is kept.
   */
  boolean writeErrorFully(ByteBuffer bytes, Duration atMost) throws InterruptedException;

  /**
   * Ends the session, from any thread and without blocking. The channel is then {@link #closed} for
   * the handler, and the client receives this message and exit status. If the handler still runs a
   * second later and this method is called again, the channel is closed at once.
   */
  void end(String words, int status);

  /** Returns whether the client has disconnected or the channel was closed or ended. */
  boolean closed();

  /** Returns when the client last sent a packet, including keepalive answers; System.nanoTime. */
  long lastHeard();

  /** Sends what was written, then the exit status, and closes. Later calls do nothing. */
  void exit(int status);

  /** A client's terminal. */
  record Terminal(String type, int rows, int cols) {}
}
