package postern.mux;

import org.jspecify.annotations.Nullable;
import postern.mux.line.ConsoleThread;
import postern.mux.line.Line;

/**
 * Who has typed a key stays for its echo and takes it in the place of the console's thread, which
 * would have to be woken first: where processors sleep that takes longer than all the work there
 * is. It is what hypervisors do that poll a moment before they let a processor go. It lasts a
 * moment only, lets all others run before, and is left out where it does not help: a machine may be
 * slow, or ask for a password. Any thread.
 */
final class EchoWait {
  private static final long MOST_NANOS = 250_000;

  private final LiveConsole console;
  private final ConsoleThread thread;
  private final EchoAllowance allowance;
  private final EchoHabit habit = new EchoHabit();

  EchoWait(LiveConsole console, ConsoleThread thread, EchoAllowance allowance) {
    this.console = console;
    this.thread = thread;
    this.allowance = allowance;
  }

  /**
   * To be called before a key is typed by who wants to stay for its echo.
   *
   * @return the line, muffled, which has to be unmuffled in any case; null where it is not worth it
   */
  @Nullable Line expect() {
    Line line = console.line();
    if (line == null || !habit.worthIt() || !allowance.left(System.nanoTime())) {
      return null;
    }
    line.muffle(true);
    return line;
  }

  /**
   * Waits until the console said something, for 250 µs at most.
   *
   * @param offset where its output ended before the key was typed
   */
  void await(Line line, long offset) {
    long began = System.nanoTime();
    long waited = 0;
    boolean came = console.endOffset() != offset;
    while (!came && waited < MOST_NANOS) {
      thread.standIn(line::readLittle);
      came = console.endOffset() != offset;
      if (!came) {
        letOthersRun();
      }
      waited = System.nanoTime() - began;
    }
    allowance.spend(waited);
    habit.came(came);
  }

  /** The machine itself may need this processor to answer. */
  @SuppressWarnings("ThreadPriorityCheck") // nothing depends on it
  private static void letOthersRun() {
    Thread.yield();
  }
}
