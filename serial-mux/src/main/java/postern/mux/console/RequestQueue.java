package postern.mux.console;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for the keyboard of somebody else, in order. Pure: times are given, System.nanoTime.
 */
final class RequestQueue<T> {
  static final int MOST = 16;

  /**
   * How long things take, nanoseconds.
   *
   * @param answer a request waits so long for any key of the holder
   * @param idle only a holder who has typed nothing for so long loses the keyboard by it
   * @param lapse a request is forgotten after this
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

  /** False when this one waits already, or too many do. */
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

  /** In the order in which they asked. */
  List<T> all() {
    return queue.stream().map(Request::by).toList();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Forgets those that have waited too long. */
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
   * Who gets the keyboard now because its holder does not seem to be there.
   *
   * @param lastKey the holder's last key, or when they got the keyboard
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

  /** Nanoseconds until something is due, at least 1; only while somebody waits. */
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
