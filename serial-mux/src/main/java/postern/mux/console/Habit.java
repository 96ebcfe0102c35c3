package postern.mux.console;

/**
 * What helps most times, and is left out ever longer where it does not. Two threads that use it at
 * once may lose a count, and nothing else.
 */
final class Habit {
  /** So many in a row in vain and some of the next are left out: twice as many each time. */
  private static final int MISSES = 3;

  private static final int MOST_DOUBLED = 10;

  private int misses;
  private int leftOut;

  boolean worthIt() {
    if (misses < MISSES) {
      return true;
    }
    leftOut++;
    if (leftOut < 1 << Math.min(misses - MISSES + 1, MOST_DOUBLED)) {
      return false;
    }
    leftOut = 0;
    return true;
  }

  void helped(boolean so) {
    misses = so ? 0 : misses + 1;
  }
}
