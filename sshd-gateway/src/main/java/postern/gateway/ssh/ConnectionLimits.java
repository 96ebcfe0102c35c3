package postern.gateway.ssh;

import java.time.Duration;

/**
 * What the door lets in at a time before anyone is known, and how long silence lasts after.
 *
 * @param newPerSecond new connections a second of one source (an IPv4 address or an IPv6 /64)
 * @param waitingPerSource connections of one source that have not logged in
 * @param waiting connections of everyone that have not logged in
 * @param keyExchange from connecting to the end of the first key exchange
 * @param grace from connecting to being logged in
 * @param heartbeat how long a client may be silent before it is asked for a sign of life
 * @param dead how long it may be silent before its connection is ended
 */
public record ConnectionLimits(
    int newPerSecond,
    int waitingPerSource,
    int waiting,
    Duration keyExchange,
    Duration grace,
    Duration heartbeat,
    Duration dead) {
  /** Half a MiB of the heap for each that waits is several times what it can hold. */
  private static final int WAITING_PART = 512 << 10;

  /** How many a source may hold and still get one of the last places. */
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
