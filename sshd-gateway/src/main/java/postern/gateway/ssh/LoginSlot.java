package postern.gateway.ssh;

import java.net.InetAddress;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection's place among those that have not logged in, from its arrival until it logs in, ends
 * or gives way. Any thread.
 */
final class LoginSlot {
  /** An IPv4 address, or an IPv6 address's /64. */
  final InetAddress source;

  /** When its connection is first talked to, System.nanoTime; later than its arrival if slowed. */
  private final long begins;

  private volatile LongSupplier lastHeard;
  private @Nullable Runnable end;
  private boolean gaveWay;

  LoginSlot(InetAddress source, long begins) {
    this.source = source;
    this.begins = begins;
    this.lastHeard = () -> begins;
  }

  /** Who holds it: how to end that, and when it was last heard. Again when that becomes another. */
  void heldBy(Runnable end, LongSupplier lastHeard) {
    this.lastHeard = lastHeard;
    boolean late;
    synchronized (this) {
      this.end = end;
      late = gaveWay;
    }
    if (late) {
      end.run();
    }
  }

  /** Ends whoever holds it. */
  void giveWay() {
    Runnable how;
    synchronized (this) {
      gaveWay = true;
      how = end;
    }
    if (how != null) {
      how.run();
    }
  }

  long begins() {
    return begins;
  }

  /** How long nothing was heard from it; negative before it is first talked to. */
  long silent(long now) {
    return Math.min(now - begins, now - lastHeard.getAsLong());
  }
}
