package postern.mux.console;

import java.time.Clock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the parts of one console have in common.
 *
 * @param turn held whenever the recorder is told something, so that its order is the true one; the
 *     outermost lock of a console
 * @param state guards ring, cursors and notices; may be taken under the turn, never the other way
 */
record SharedParts(ReentrantLock turn, ReentrantLock state, Clock clock, Timings timings) {
  static SharedParts of(Clock clock, Timings timings) {
    return new SharedParts(new ReentrantLock(), new ReentrantLock(), clock, timings);
  }
}
