package postern.gateway.ssh;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who may knock: counts new connections and those not logged in, for each source and in all, before
 * anything of SSH exists for them. A source with a good login in the last 30 days is slowed where
 * another is turned away, and only the limit on everyone can make one of its connections give place
 * to the next. Never waits; any thread.
 */
final class Admission {
  private static final long GOOD_FOR = Duration.ofDays(30).toNanos();
  private static final int SOURCES = 65_536;
  private static final long SECOND = 1_000_000_000L;

  private final DoorLimits limits;
  private final List<String> exempt;
  private final ReentrantLock lock = new ReentrantLock();

  /** By {@link #lock}. */
  private final Map<InetAddress, Source> sources = new HashMap<>();

  /** By {@link #lock}. */
  private int waiting;

  Admission(DoorLimits limits, List<String> exempt) {
    this.limits = limits;
    this.exempt = exempt;
  }

  /** What becomes of a new connection. */
  sealed interface Verdict {
    /**
     * Let in.
     *
     * @param after how long to wait before talking to it
     * @param crowded its source, or the whole door, is beyond its limit: another one that has not
     *     logged in must give place
     */
    record In(Duration after, Crowd crowded) implements Verdict {}

    /** Turned away, with the reason for the record. */
    record Out(String why) implements Verdict {}
  }

  /** Which limit a welcome source went beyond. */
  enum Crowd {
    NONE,
    SOURCE,
    ALL
  }

  private static final class Source {
    double tokens;
    long refilled;
    int waiting;
    Optional<Long> goodLogin = Optional.empty();
  }

  /** A connection from there arrived. One that is let in must be told by {@link #left}. */
  Verdict arrived(InetAddress from, long now) {
    lock.lock();
    try {
      Source source = source(from, now);
      refill(source, now);
      boolean free = SourcePatterns.match(exempt, from);
      boolean welcome = source.goodLogin.filter(at -> now - at < GOOD_FOR).isPresent();
      if (!welcome) {
        Optional<String> no = refusal(source, free);
        if (no.isPresent()) {
          return new Verdict.Out(no.get());
        }
      }
      source.tokens -= 1;
      Crowd crowd = crowd(source, free);
      double debt = free ? 0 : Math.max(0, -source.tokens) / limits.newPerSecond();
      source.waiting++;
      waiting++;
      return new Verdict.In(Duration.ofNanos((long) (Math.min(5, debt) * SECOND)), crowd);
    } finally {
      lock.unlock();
    }
  }

  /** A connection that was let in has logged in or ended. */
  void left(InetAddress from) {
    lock.lock();
    try {
      Source source = sources.get(key(from));
      if (source != null) {
        source.waiting--;
      }
      waiting--;
    } finally {
      lock.unlock();
    }
  }

  /** Somebody logged in from there. */
  void goodLogin(InetAddress from, long now) {
    lock.lock();
    try {
      source(from, now).goodLogin = Optional.of(now);
    } finally {
      lock.unlock();
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

  private Optional<String> refusal(Source source, boolean free) {
    if (waiting >= limits.waiting()) {
      return Optional.of(limits.waiting() + " connections are waiting for their login");
    }
    if (free) {
      return Optional.empty();
    }
    if (source.waiting >= limits.waitingPerSource()) {
      return Optional.of(
          limits.waitingPerSource() + " connections from there are waiting for their login");
    }
    if (source.tokens < 1) {
      return Optional.of("more than " + limits.newPerSecond() + " new connections a second");
    }
    return Optional.empty();
  }

  private Crowd crowd(Source source, boolean free) {
    if (!free && source.waiting >= limits.waitingPerSource()) {
      return Crowd.SOURCE;
    }
    return waiting >= limits.waiting() ? Crowd.ALL : Crowd.NONE;
  }

  private void refill(Source source, long now) {
    double fresh = (double) (now - source.refilled) / SECOND * limits.newPerSecond();
    source.tokens = Math.min(limits.newPerSecond(), source.tokens + fresh);
    source.refilled = now;
  }

  private Source source(InetAddress from, long now) {
    if (sources.size() >= SOURCES) {
      forget(now);
    }
    Source known = sources.computeIfAbsent(key(from), k -> new Source());
    if (known.refilled == 0 && known.tokens == 0) {
      known.refilled = now;
      known.tokens = limits.newPerSecond();
    }
    return known;
  }

  /** Drops sources of which nothing needs to be known; good ones last. */
  private void forget(long now) {
    for (boolean good : new boolean[] {false, true}) {
      Iterator<Source> all = sources.values().iterator();
      while (all.hasNext() && sources.size() >= SOURCES) {
        Source source = all.next();
        if (source.waiting == 0
            && now - source.refilled > SECOND
            && (good || source.goodLogin.isEmpty())) {
          all.remove();
        }
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
