package postern.gateway.ssh;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries events from the I/O threads, which must not wait, to {@link SshEvents}, one after the
 * other on a thread of its own. RefusalReporter that find half of the {@value #ROOM} places taken
 * are counted and told in the log. Logins and logouts are never lost: there is no login while the
 * post is {@link #full}, and each login has one logout.
 */
final class EventQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);
  private static final int ROOM = 8192;

  private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
  private final AtomicInteger lost = new AtomicInteger();
  private final Thread carrier;
  private volatile boolean closing;

  EventQueue() {
    carrier = Thread.ofVirtual().name("ssh-events").start(this::carry);
  }

  /** Takes an event that may be lost. */
  void send(Runnable event) {
    if (waiting.size() < ROOM / 2) {
      waiting.add(event);
    } else if (lost.getAndIncrement() == 0) {
      LOG.warn("door events are not taken fast enough; the next refusals are counted only");
    }
  }

  /** Takes an event that must not be lost: a login that found room, or its logout. */
  void keep(Runnable event) {
    waiting.add(event);
  }

  /** No room for another login. */
  boolean full() {
    return waiting.size() >= ROOM;
  }

  private void carry() {
    try {
      while (!closing || !waiting.isEmpty()) {
        carryOne(waiting.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void carryOne(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) {
      LOG.error("a door event was not taken", e);
    }
    int gone = waiting.isEmpty() ? lost.getAndSet(0) : 0;
    if (gone > 0) {
      LOG.warn("door events lost count={}", gone);
    }
  }

  /** Delivers what waits, for at most 5 s. */
  @Override
  public void close() {
    closing = true;
    waiting.add(() -> {});
    try {
      if (!carrier.join(java.time.Duration.ofSeconds(5))) {
        carrier.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
