package postern.mux.console;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The queue of requests for a keyboard. Pure: the caller passes {@link System#nanoTime} values. */
final class RequestQueue<T> {
  static final int MOST = 16;

  /**
   * The time limits in nanoseconds.
   *
   * @param answer how long a request waits for any key of the holder
   * @param idle how long the holder must have typed nothing to lose the keyboard by a request
   * @param lapse how long a request stays in the queue
   */
  record Waits(long answer, long idle, long lapse) {
    static final Waits USUAL = new Waits(20_000_000_000L, 120_000_000_000L, 120_000_000_000L);
  }

  private record Request<T>(T by, long at) {}

  private final Waits waits;
  private final ArrayDeque<Request<T>> queue = new ArrayDeque<>(1);

  RequestQueue(Waits waits) {
    this.waits = waits;
  }

  /** Adds a request. Returns false if this requester is queued already or the queue is full. */
  boolean add(T by, long now) {
    if (queue.size() >= MOST || queue.stream().anyMatch(r -> r.by().equals(by))) {
      return false;
    }
    queue.add(new Request<>(by, now));
    return true;
  }

  boolean remove(T by) {
    return queue.removeIf(r -> r.by().equals(by));
  }

  @Nullable T first() {
    Request<T> first = queue.peek();
    return first == null ? null : first.by();
  }

  /** Returns the requesters, the oldest request first. */
  List<T> all() {
    return queue.stream().map(Request::by).toList();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Removes and returns the requests that have waited too long. */
  List<T> lapse(long now) {
    List<T> lapsed = new ArrayList<>();
    for (Iterator<Request<T>> it = queue.iterator(); it.hasNext(); ) {
      Request<T> request = it.next();
      if (now - request.at() >= waits.lapse()) {
        it.remove();
        lapsed.add(request.by());
      }
    }
    return lapsed;
  }

  /**
   * Returns the requester who gets the keyboard now because its holder seems to be away, or null.
   *
   * @param lastKey the time of the holder's last key, or when they got the keyboard
   */
  @Nullable T due(long now, long lastKey) {
    Request<T> first = queue.peek();
    boolean due = first != null && now - due(first, lastKey) >= 0;
    return due ? first.by() : null;
  }

  private long due(Request<T> request, long lastKey) {
    long sinceAsked = Math.max(request.at() - lastKey, 0) + lastKey + waits.answer();
    long idle = lastKey + waits.idle();
    return sinceAsked - idle > 0 ? sinceAsked : idle;
  }

  /**
   * Returns the nanoseconds until the next request is due or lapses, at least 1. Called only while
   * the queue is not empty.
   */
  long next(long now, long lastKey) {
    long next = Long.MAX_VALUE;
    for (Request<T> request : queue) {
      next = Math.min(next, request.at() + waits.lapse() - now);
    }
    Request<T> first = queue.peek();
    if (first != null) {
      next = Math.min(next, due(first, lastKey) - now);
    }
    return Math.max(1, next);
  }
}
