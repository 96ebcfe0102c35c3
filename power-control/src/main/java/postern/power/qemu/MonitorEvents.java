package postern.power.qemu;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.power.json.Json;
import postern.power.json.JsonLinesClient;

/**
 * What a QEMU monitor sends unasked: its greeting, and events, of which the newest are stored. Any
 * thread may call.
 */
final class MonitorEvents implements JsonLinesClient.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(MonitorEvents.class);
  private static final int STORED = 64;

  /** The events of one connection are numbered from 1. */
  private record Event(long number, String name) {}

  private final Path socket;
  private final CompletableFuture<Json> greeting = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by lock. */
  private final Deque<Event> events = new ArrayDeque<>();

  /** Guarded by lock. */
  private long count;

  MonitorEvents(Path socket) {
    this.socket = socket;
  }

  void awaitGreeting(Duration limit) throws IOException {
    try {
      var _ = greeting.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          socket
              + ": the monitor sent no greeting within "
              + limit.toMillis()
              + " ms; another program may hold the monitor",
          e);
    } catch (ExecutionException e) {
      throw new IOException(socket + ": the monitor hung up", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the monitor", e);
    }
  }

  @Override
  public void received(Json message) {
    if (message.has("QMP")) {
      greeting.complete(message);
    }
    message.text("event").ifPresent(this::store);
  }

  private void store(String name) {
    LOG.debug("monitor event socket={} event={}", socket, Monitor.clean(name));
    lock.lock();
    try {
      events.addLast(new Event(++count, name));
      if (events.size() > STORED) {
        events.removeFirst();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void lost(String reason) {
    greeting.completeExceptionally(new IOException(reason));
  }

  /** How many events have been received; the number of the last one. */
  long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Whether an event of that name was received after the event with that number. */
  boolean receivedAfter(long number, String name) {
    lock.lock();
    try {
      return events.stream()
          .anyMatch(event -> event.number() > number && event.name().equals(name));
    } finally {
      lock.unlock();
    }
  }
}
