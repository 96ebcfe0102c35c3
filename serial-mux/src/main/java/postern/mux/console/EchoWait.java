package postern.mux.console;

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

  /** Who lets others run and is back only after this had a processor to share. */
  private static final long SHORT_NANOS = 150_000;

  private final LiveConsole console;
  private final ConsoleThread thread;
  private final EchoAllowance allowance;
  private final Habit staying = new Habit();
  private final Habit lettingClientSleep = new Habit();

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
    if (line == null || !staying.worthIt() || !allowance.left(System.nanoTime())) {
      return null;
    }
    if (lettingClientSleep.worthIt()) {
      letClientSleep();
    }
    line.muffle(true);
    return line;
  }

  /**
   * A key comes from a client (or a network driver) that was interrupted by this thread and only
   * has to go to sleep. Once it has, this processor is free but for this thread, and the kernel
   * runs the machine here: to send for the other one, asleep, takes a tenth of a millisecond.
   */
  private void letClientSleep() {
    long began = System.nanoTime();
    letOthersRun();
    long away = System.nanoTime() - began;
    boolean shortly = away < SHORT_NANOS;
    lettingClientSleep.helped(shortly);
    if (!shortly) {
      allowance.spend(away);
    }
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
      letOthersRun();
      thread.standIn(line::readLittle);
      came = console.endOffset() != offset;
      waited = System.nanoTime() - began;
    }
    allowance.spend(waited);
    staying.helped(came);
  }

  /** The machine itself may need this processor to answer. */
  @SuppressWarnings("ThreadPriorityCheck") // nothing depends on it
  private static void letOthersRun() {
    Thread.yield();
  }
}
