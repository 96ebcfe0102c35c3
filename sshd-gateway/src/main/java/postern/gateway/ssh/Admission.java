package postern.gateway.ssh;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Decides which new connections are accepted. It counts new connections and connections that have
 * not logged in, for each source and in total, before any SSH state is created for them. A source
 * with a successful login in the last 30 days is delayed where another is refused. The last fifth
 * of all slots is reserved for sources that hold few. If all slots are taken, the oldest idle
 * connection of the source that holds the most is evicted. Never blocks; may be called by any
 * thread.
 */
final class Admission {
  private static final int SOURCES = 65_536;
  private static final long SECOND = 1_000_000_000L;

  /** A connection that has been idle or open for this long can be evicted. */
  private static final long IDLE = 2 * SECOND;

  private static final long LONG_HERE = 10 * SECOND;

  private final ConnectionLimits limits;
  private final List<String> exempt;
  private final KnownSources known;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private final Map<InetAddress, Source> sources = new HashMap<>();

  /** The sources that hold a slot. Guarded by {@link #lock}. */
  private final Set<Source> holding = new LinkedHashSet<>();

  /** Guarded by {@link #lock}. */
  private int waiting;

  Admission(ConnectionLimits limits, List<String> exempt, KnownSources known) {
    this.limits = limits;
    this.exempt = exempt;
    this.known = known;
  }

  /** The decision on a new connection. */
  sealed interface Verdict {
    /**
     * The connection is accepted.
     *
     * @param slot to be given back to {@link #release}
     * @param after the delay before the gateway answers it
     * @param evicted the connection that loses its slot to it and has to be closed
     */
    record Accepted(LoginSlot slot, Duration after, Optional<LoginSlot> evicted)
        implements Verdict {}

    /** The connection is refused; the reason is for the record. */
    record Refused(String why) implements Verdict {}
  }

  private static final class Source {
    double tokens;
    long refilled;

    /** Oldest first. */
    final Set<LoginSlot> slots = new LinkedHashSet<>();

    int count() {
      return slots.size();
    }
  }

  /**
   * A new connection's source.
   *
   * @param exempt whether the configuration exempts it from limits per source
   * @param known whether somebody logged in from it in the last 30 days
   */
  private record Arrival(Source source, boolean exempt, boolean known) {}

  /** Decides on a new connection from this address. */
  Verdict arrived(InetAddress from, long now) {
    lock.lock();
    try {
      InetAddress key = key(from);
      Source source = source(key, now);
      refill(source, now);
      Arrival arrival = new Arrival(source, SourcePatterns.match(exempt, from), known.knows(key));
      Optional<String> no = arrival.known() ? Optional.empty() : refusal(arrival);
      if (no.isPresent()) {
        return new Verdict.Refused(no.get());
      }
      Optional<LoginSlot> evictable = evictable(arrival, now);
      if (evictable.isEmpty() && waiting >= limits.waiting()) {
        return new Verdict.Refused(limits.waiting() + " connections are waiting for their login");
      }
      evictable.ifPresent(this::remove);
      return accept(key, arrival, evictable, now);
    } finally {
      lock.unlock();
    }
  }

  private Verdict accept(
      InetAddress key, Arrival arrival, Optional<LoginSlot> evictable, long now) {
    Source source = arrival.source();
    source.tokens -= 1;
    double debt = arrival.exempt() ? 0 : Math.max(0, -source.tokens) / limits.newPerSecond();
    long after = (long) (Math.min(5, debt) * SECOND);
    LoginSlot slot = new LoginSlot(key, now + after);
    source.slots.add(slot);
    holding.add(source);
    waiting++;
    return new Verdict.Accepted(slot, Duration.ofNanos(after), evictable);
  }

  /** Releases the slot of a connection that has logged in or ended. */
  void release(LoginSlot slot) {
    lock.lock();
    try {
      remove(slot);
    } finally {
      lock.unlock();
    }
  }

  /** Notes a successful login from this address. */
  void goodLogin(InetAddress from) {
    known.loggedIn(key(from));
  }

  KnownSources known() {
    return known;
  }

  private void remove(LoginSlot slot) {
    Source source = sources.get(slot.source);
    if (source != null && source.slots.remove(slot)) {
      waiting--;
      if (source.slots.isEmpty()) {
        holding.remove(source);
      }
    }
  }

  int waiting() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  private Optional<String> refusal(Arrival arrival) {
    Source source = arrival.source();
    if (arrival.exempt()) {
      return Optional.empty();
    }
    if (source.count() >= limits.waitingPerSource()) {
      return Optional.of(
          limits.waitingPerSource() + " connections from there are waiting for their login");
    }
    if (source.tokens < 1) {
      return Optional.of("more than " + limits.newPerSecond() + " new connections a second");
    }
    boolean last = waiting >= limits.waiting() - limits.waiting() / 5;
    return last && source.count() >= limits.few()
        ? Optional.of("the last login slots are reserved for sources that hold few")
        : Optional.empty();
  }

  /** Returns the slot to evict for the new connection, if one has to be evicted. */
  private Optional<LoginSlot> evictable(Arrival arrival, long now) {
    if (waiting >= limits.waiting()) {
      return evictableOfAll(arrival, now);
    }
    boolean crowd = !arrival.exempt() && arrival.source().count() >= limits.waitingPerSource();
    return crowd ? idle(arrival.source(), now) : Optional.empty();
  }

  /**
   * Prefers sources that hold the most; a known source loses a slot only if no other source can.
   */
  private Optional<LoginSlot> evictableOfAll(Arrival arrival, long now) {
    int own = arrival.source().count();
    List<Source> others = new ArrayList<>();
    for (Source each : holding) {
      boolean more = each.count() > own;
      if (each != arrival.source() && (more || (arrival.known() && !isKnown(each)))) {
        others.add(each);
      }
    }
    others.sort(
        Comparator.comparing(Admission.this::isKnown)
            .thenComparing(Comparator.comparingInt(Source::count).reversed()));
    if (arrival.known() || arrival.exempt()) {
      others.add(arrival.source());
    }
    for (Source each : others) {
      Optional<LoginSlot> found = idle(each, now);
      if (found.isPresent()) {
        return found;
      }
    }
    return arrival.known()
        ? others.stream().flatMap(each -> each.slots.stream()).findFirst()
        : Optional.empty();
  }

  private boolean isKnown(Source source) {
    return source.slots.stream().findFirst().map(p -> known.knows(p.source)).orElse(false);
  }

  private static Optional<LoginSlot> idle(Source source, long now) {
    return source.slots.stream()
        .filter(slot -> slot.silent(now) >= IDLE)
        .findFirst()
        .or(() ->
            source.slots.stream().filter(slot -> now - slot.startsAt() >= LONG_HERE).findFirst());
  }

  private void refill(Source source, long now) {
    double fresh = (double) (now - source.refilled) / SECOND * limits.newPerSecond();
    source.tokens = Math.min(limits.newPerSecond(), source.tokens + fresh);
    source.refilled = now;
  }

  private Source source(InetAddress key, long now) {
    if (sources.size() >= SOURCES) {
      forget(now);
    }
    Source found = sources.computeIfAbsent(key, k -> new Source());
    if (found.refilled == 0 && found.tokens == 0) {
      found.refilled = now;
      found.tokens = limits.newPerSecond();
    }
    return found;
  }

  /** Drops sources about which nothing has to be remembered. */
  private void forget(long now) {
    Iterator<Source> all = sources.values().iterator();
    while (all.hasNext() && sources.size() >= SOURCES) {
      Source source = all.next();
      if (source.slots.isEmpty() && now - source.refilled > SECOND) {
        all.remove();
      }
    }
  }

  /** Returns the key of a source: an IPv4 address itself, or the /64 of an IPv6 address. */
  static InetAddress key(InetAddress from) {
    if (!(from instanceof Inet6Address)) {
      return from;
    }
    byte[] bytes = from.getAddress();
    Arrays.fill(bytes, 8, 16, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }
}
