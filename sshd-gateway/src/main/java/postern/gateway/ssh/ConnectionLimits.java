package postern.gateway.ssh;

import java.time.Duration;

/**
 * The limits on connections that have not logged in, and on silence after login.
 *
 * @param newPerSecond new connections a second from one source (an IPv4 address or an IPv6 /64)
 * @param waitingPerSource connections of one source that have not logged in
 * @param waiting all connections that have not logged in
 * @param keyExchange time from connecting to the end of the first key exchange
 * @param grace time from connecting to a successful login
 * @param heartbeat how long a client may be silent before it is sent a keepalive
 * @param dead how long a client may be silent before its connection is ended
 */
public record ConnectionLimits(
    int newPerSecond,
    int waitingPerSource,
    int waiting,
    Duration keyExchange,
    Duration grace,
    Duration heartbeat,
    Duration dead) {
  /** A connection before login can hold only a fraction of half a MiB. */
  private static final int WAITING_PART = 512 << 10;

  /** Returns how many slots a source may hold and still get one of the reserved ones. */
  int few() {
    return Math.max(1, waitingPerSource / 10);
  }

  public static ConnectionLimits standard() {
    return new ConnectionLimits(
        20,
        50,
        (int) Math.min(500, Runtime.getRuntime().maxMemory() / WAITING_PART),
        Duration.ofSeconds(10),
        Duration.ofSeconds(120),
        Duration.ofSeconds(5),
        Duration.ofSeconds(55));
  }
}
