package postern.gateway.ssh;

import java.net.InetAddress;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The slot of a connection that has not logged in, from its arrival until it logs in, ends or is
 * evicted. May be used by any thread.
 */
final class LoginSlot {
  /** An IPv4 address, or the /64 of an IPv6 address. */
  final InetAddress source;

  /**
   * When the gateway first answers the connection, System.nanoTime; later than its arrival if
   * delayed.
   */
  private final long startsAt;

  private volatile LongSupplier lastHeard;
  private @Nullable Runnable end;
  private boolean evicted;

  LoginSlot(InetAddress source, long startsAt) {
    this.source = source;
    this.startsAt = startsAt;
    this.lastHeard = () -> startsAt;
  }

  /**
   * Sets how to end the holder and when it was last heard from. Called again if the holder changes.
   */
  void heldBy(Runnable end, LongSupplier lastHeard) {
    this.lastHeard = lastHeard;
    boolean late;
    synchronized (this) {
      this.end = end;
      late = evicted;
    }
    if (late) {
      end.run();
    }
  }

  /** Ends the holder. */
  void evict() {
    Runnable how;
    synchronized (this) {
      evicted = true;
      how = end;
    }
    if (how != null) {
      how.run();
    }
  }

  long startsAt() {
    return startsAt;
  }

  /** Returns how long the holder has been silent; negative before the gateway answers it. */
  long silent(long now) {
    return Math.min(now - startsAt, now - lastHeard.getAsLong());
  }
}
