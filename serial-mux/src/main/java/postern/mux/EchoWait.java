package postern.mux;

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
   * Waits until the console said something, for 250 µs at most.
   *
   * @param offset where its output ended before the key was typed
   */
  void await(long offset) {
    Line line = console.line();
    long began = System.nanoTime();
    if (line == null
        || console.endOffset() != offset
        || !habit.worthIt()
        || !allowance.left(began)) {
      return;
    }
    long waited = 0;
    boolean came = false;
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
