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
 * The program behind an {@code exec:} console that nobody switches by hand: started with the
 * gateway, and again when it ends, after 1 s doubling to 60 s while it does not stay for a minute.
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

  /** Its program has ended; one that ends while its start is still watched is told of there. */
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
    try (ReconnectBoost nudge = new ReconnectBoost(console)) {
      outcome = program.perform(PowerAction.ON, ConsoleEvidence.none(), Duration.ofSeconds(10));
    }
    log.debug("exec console={} outcome={}", console.id(), outcome);
    if (outcome instanceof PowerOutcome.Failed || outcome instanceof PowerOutcome.Unreachable) {
      endedMeanwhile.set(true);
    }
  }

  /** The console is removed; whoever removes it ends the program as well. */
  @Override
  public void close() {
    closed = true;
    program.close();
  }

  /** The gateway stops; the program goes on. */
  void release() {
    closed = true;
    program.close();
  }
}
