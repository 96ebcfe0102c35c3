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
 * Who may knock: counts new connections and those not logged in, for each source and in all, before
 * anything of SSH exists for them. A source with a good login in the last 30 days is slowed where
 * another is turned away. The last fifth of all places is for sources that hold few; once all are
 * taken, the oldest silent connection of the source that holds most gives way to a newcomer. Never
 * waits; any thread.
 */
final class Admission {
  private static final int SOURCES = 65_536;
  private static final long SECOND = 1_000_000_000L;

  /** Silent for so long, or here for so long, a connection gives way to another. */
  private static final long IDLE = 2 * SECOND;

  private static final long LONG_HERE = 10 * SECOND;

  private final ConnectionLimits limits;
  private final List<String> exempt;
  private final KnownSources known;
  private final ReentrantLock lock = new ReentrantLock();

  /** By {@link #lock}. */
  private final Map<InetAddress, Source> sources = new HashMap<>();

  /** Those that hold a place. By {@link #lock}. */
  private final Set<Source> holding = new LinkedHashSet<>();

  /** By {@link #lock}. */
  private int waiting;

  Admission(ConnectionLimits limits, List<String> exempt, KnownSources known) {
    this.limits = limits;
    this.exempt = exempt;
    this.known = known;
  }

  /** What becomes of a new connection. */
  sealed interface Verdict {
    /**
     * Let in.
     *
     * @param place to be given back to {@link #left}
     * @param after how long to wait before talking to it
     * @param givesWay whoever lost their place to it, and is to be ended
     */
    record In(LoginSlot place, Duration after, Optional<LoginSlot> givesWay) implements Verdict {}

    /** Turned away, with the reason for the record. */
    record Out(String why) implements Verdict {}
  }

  private static final class Source {
    double tokens;
    long refilled;

    /** Oldest first. */
    final Set<LoginSlot> places = new LinkedHashSet<>();

    int count() {
      return places.size();
    }
  }

  /** A newcomer, and what is known of where it comes from. */
  private record Newcomer(Source source, boolean free, boolean welcome) {}

  /** A connection from there arrived. */
  Verdict arrived(InetAddress from, long now) {
    lock.lock();
    try {
      InetAddress key = key(from);
      Source source = source(key, now);
      refill(source, now);
      Newcomer newcomer =
          new Newcomer(source, SourcePatterns.match(exempt, from), known.knows(key));
      Optional<String> no = newcomer.welcome() ? Optional.empty() : refusal(newcomer);
      if (no.isPresent()) {
        return new Verdict.Out(no.get());
      }
      Optional<LoginSlot> loser = loser(newcomer, now);
      if (loser.isEmpty() && waiting >= limits.waiting()) {
        return new Verdict.Out(limits.waiting() + " connections are waiting for their login");
      }
      loser.ifPresent(this::remove);
      return in(key, newcomer, loser, now);
    } finally {
      lock.unlock();
    }
  }

  private Verdict in(InetAddress key, Newcomer newcomer, Optional<LoginSlot> loser, long now) {
    Source source = newcomer.source();
    source.tokens -= 1;
    double debt = newcomer.free() ? 0 : Math.max(0, -source.tokens) / limits.newPerSecond();
    long after = (long) (Math.min(5, debt) * SECOND);
    LoginSlot place = new LoginSlot(key, now + after);
    source.places.add(place);
    holding.add(source);
    waiting++;
    return new Verdict.In(place, Duration.ofNanos(after), loser);
  }

  /** A connection that was let in has logged in or ended. */
  void left(LoginSlot place) {
    lock.lock();
    try {
      remove(place);
    } finally {
      lock.unlock();
    }
  }

  /** Somebody logged in from there. */
  void goodLogin(InetAddress from) {
    known.loggedIn(key(from));
  }

  KnownSources known() {
    return known;
  }

  private void remove(LoginSlot place) {
    Source source = sources.get(place.source);
    if (source != null && source.places.remove(place)) {
      waiting--;
      if (source.places.isEmpty()) {
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

  private Optional<String> refusal(Newcomer newcomer) {
    Source source = newcomer.source();
    if (newcomer.free()) {
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
        ? Optional.of("the last places before login are for sources that hold few")
        : Optional.empty();
  }

  /** Whose place the newcomer gets, where it needs somebody's. */
  private Optional<LoginSlot> loser(Newcomer newcomer, long now) {
    if (waiting >= limits.waiting()) {
      return loserOfAll(newcomer, now);
    }
    boolean crowd = !newcomer.free() && newcomer.source().count() >= limits.waitingPerSource();
    return crowd ? idle(newcomer.source(), now) : Optional.empty();
  }

  /** Of the source that holds most, but of a known good one only where nobody else holds more. */
  private Optional<LoginSlot> loserOfAll(Newcomer newcomer, long now) {
    int own = newcomer.source().count();
    List<Source> others = new ArrayList<>();
    for (Source each : holding) {
      boolean more = each.count() > own;
      if (each != newcomer.source() && (more || (newcomer.welcome() && !welcome(each)))) {
        others.add(each);
      }
    }
    others.sort(
        Comparator.comparing(Admission.this::welcome)
            .thenComparing(Comparator.comparingInt(Source::count).reversed()));
    if (newcomer.welcome() || newcomer.free()) {
      others.add(newcomer.source());
    }
    for (Source each : others) {
      Optional<LoginSlot> found = idle(each, now);
      if (found.isPresent()) {
        return found;
      }
    }
    return newcomer.welcome()
        ? others.stream().flatMap(each -> each.places.stream()).findFirst()
        : Optional.empty();
  }

  private boolean welcome(Source source) {
    return source.places.stream().findFirst().map(p -> known.knows(p.source)).orElse(false);
  }

  private static Optional<LoginSlot> idle(Source source, long now) {
    return source.places.stream()
        .filter(place -> place.silent(now) >= IDLE)
        .findFirst()
        .or(() ->
            source.places.stream().filter(place -> now - place.begins() >= LONG_HERE).findFirst());
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

  /** Drops sources of which nothing needs to be known. */
  private void forget(long now) {
    Iterator<Source> all = sources.values().iterator();
    while (all.hasNext() && sources.size() >= SOURCES) {
      Source source = all.next();
      if (source.places.isEmpty() && now - source.refilled > SECOND) {
        all.remove();
      }
    }
  }

  /** An IPv4 address itself, an IPv6 address's /64. */
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
