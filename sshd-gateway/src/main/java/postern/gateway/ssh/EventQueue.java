package postern.gateway.ssh;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events from the I/O threads, which must not block, to {@link SshEvents}, in order and on a
 * thread of its own. A refusal that finds half of the {@value #ROOM} places taken is only counted,
 * and the count is logged. Logins and logouts are never lost: there is no login while the queue is
 * {@link #full}, and each login has one logout.
 */
final class EventQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);
  private static final int ROOM = 8192;

  private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
  private final AtomicInteger lost = new AtomicInteger();
  private final Thread thread;
  private volatile boolean closing;

  EventQueue() {
    thread = Thread.ofVirtual().name("ssh-events").start(this::deliver);
  }

  /** Adds an event that may be lost. */
  void send(Runnable event) {
    if (waiting.size() < ROOM / 2) {
      waiting.add(event);
    } else if (lost.getAndIncrement() == 0) {
      LOG.warn("events are not recorded fast enough; further refusals are only counted");
    }
  }

  /** Adds an event that must not be lost: a login that found room, or its logout. */
  void keep(Runnable event) {
    waiting.add(event);
  }

  /** Returns whether there is no room for another login. */
  boolean full() {
    return waiting.size() >= ROOM;
  }

  private void deliver() {
    try {
      while (!closing || !waiting.isEmpty()) {
        deliverOne(waiting.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliverOne(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) {
      LOG.error("an event could not be recorded", e);
    }
    int gone = waiting.isEmpty() ? lost.getAndSet(0) : 0;
    if (gone > 0) {
      LOG.warn("refusals not recorded count={}", gone);
    }
  }

  /** Delivers the events in the queue, for at most 5 s. */
  @Override
  public void close() {
    closing = true;
    waiting.add(() -> {});
    try {
      if (!thread.join(java.time.Duration.ofSeconds(5))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
