package postern.gateway.ssh;

import java.time.Duration;

/**
 * What the door lets in at a time, before anyone is known.
 *
 * @param newPerSecond new connections a second of one source (an IPv4 address or an IPv6 /64)
 * @param waitingPerSource connections of one source that have not logged in
 * @param waiting connections of everyone that have not logged in
 * @param keyExchange from connecting to the end of the first key exchange
 * @param grace from connecting to being logged in
 */
public record DoorLimits(
    int newPerSecond, int waitingPerSource, int waiting, Duration keyExchange, Duration grace) {
  public static DoorLimits standard() {
    return new DoorLimits(20, 50, 500, Duration.ofSeconds(10), Duration.ofSeconds(120));
  }
}
