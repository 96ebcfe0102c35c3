package postern.gateway.ssh;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries events from the I/O threads, which must not wait, to {@link DoorEvents}, one after the
 * other on a thread of its own. When the listener is slower than {@value #ROOM} events, what does
 * not fit is counted and told in the log.
 */
final class EventPost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventPost.class);
  private static final int ROOM = 8192;

  private final BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(ROOM);
  private final AtomicInteger lost = new AtomicInteger();
  private final Thread carrier;
  private volatile boolean closing;

  EventPost() {
    carrier = Thread.ofVirtual().name("door-events").start(this::carry);
  }

  void send(Runnable event) {
    if (!waiting.offer(event) && lost.getAndIncrement() == 0) {
      LOG.warn("door events are not taken fast enough; the next ones are counted only");
    }
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
    send(() -> {});
    try {
      if (!carrier.join(java.time.Duration.ofSeconds(5))) {
        carrier.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
