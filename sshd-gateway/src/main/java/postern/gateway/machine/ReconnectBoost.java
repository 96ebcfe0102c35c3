package postern.gateway.machine;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import postern.mux.Console;
import postern.mux.LineState;

/**
 * Reconnects consoles that are down four times a second during a power action, so that the boot is
 * seen from its first line.
 */
public final class ReconnectBoost implements AutoCloseable {
  private static final long BETWEEN_MILLIS = 250;
  private static final long LONGEST_SECONDS = 130;

  private final Supplier<Collection<Console>> consoles;
  private final CountDownLatch done = new CountDownLatch(1);

  public ReconnectBoost(LiveMachine machine) {
    this(machine.entry().fullName(), () -> machine.consoles().values());
  }

  public ReconnectBoost(Console console) {
    this(console.id().toString(), () -> List.of(console));
  }

  private ReconnectBoost(String name, Supplier<Collection<Console>> consoles) {
    this.consoles = consoles;
    Thread.ofVirtual().name("line-nudge " + name).start(this::run);
  }

  private void run() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    try {
      while (System.nanoTime() < end && !done.await(BETWEEN_MILLIS, TimeUnit.MILLISECONDS)) {
        nudge();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    nudge();
  }

  private void nudge() {
    consoles.get().stream()
        .filter(console -> console.status().line() instanceof LineState.Down)
        .forEach(Console::tryNow);
  }

  @Override
  public void close() {
    done.countDown();
  }
}
