package postern.gateway.machine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.mux.Console;
import postern.power.ConsoleEvidence;
import postern.power.Machine;
import postern.power.PowerAction;
import postern.power.PowerOutcome;

/**
 * Runs the program of an {@code exec:} console whose power nobody switches. It starts with the
 * gateway and again when it ends, after 1 s. The delay doubles up to 60 s while the program does
 * not run for a minute.
 */
final class ExecConsole implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ExecConsole.class);
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Machine program;
  private final Console console;
  private final AtomicBoolean starting = new AtomicBoolean();
  private final AtomicBoolean endedMeanwhile = new AtomicBoolean();
  private volatile boolean closed;
  private volatile Duration pause = SHORTEST;
  private volatile long started = System.nanoTime();

  ExecConsole(Machine program, Console console) {
    this.program = program;
    this.console = console;
    start(Duration.ZERO);
  }

  /** Notes that the program has ended, and starts it again unless a start is under way. */
  void ended() {
    endedMeanwhile.set(true);
    again();
  }

  private void again() {
    if (starting.get() || !endedMeanwhile.compareAndSet(true, false)) {
      return;
    }
    boolean stayed = System.nanoTime() - started > LONGEST.toNanos();
    Duration wait = stayed ? SHORTEST : pause;
    pause = wait.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : wait.multipliedBy(2);
    start(wait);
  }

  private void start(Duration wait) {
    if (!closed && starting.compareAndSet(false, true)) {
      Thread.ofVirtual().name("exec " + console.id()).start(() -> startAfter(wait));
    }
  }

  private void startAfter(Duration wait) {
    try {
      Thread.sleep(wait);
      if (!closed) {
        startNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      starting.set(false);
    }
    again();
  }

  private void startNow() {
    started = System.nanoTime();
    endedMeanwhile.set(false);
    PowerOutcome outcome;
    try (ReconnectBoost boost = new ReconnectBoost(console)) {
      outcome = program.perform(PowerAction.ON, ConsoleEvidence.none(), Duration.ofSeconds(10));
    }
    log.debug("exec console={} outcome={}", console.id(), outcome);
    if (outcome instanceof PowerOutcome.Failed || outcome instanceof PowerOutcome.Unreachable) {
      endedMeanwhile.set(true);
    }
  }

  /** Stops starting the program, because the console is removed. The caller ends the program. */
  @Override
  public void close() {
    closed = true;
    program.close();
  }

  /** Stops starting the program, because the gateway stops. The program goes on running. */
  void release() {
    closed = true;
    program.close();
  }
}
