package postern.gateway.ssh;

import java.nio.ByteBuffer;
import java.time.Duration;

/** What a client sent. */
public sealed interface Input {
  /**
   * Typed or piped bytes of one packet.
   *
   * @param packet counts the client's data packets on this channel
   * @param nanos System.nanoTime at arrival
   */
  record Bytes(ByteBuffer bytes, long packet, long nanos) implements Input {}

  record Resized(int rows, int cols) implements Input {}

  /** SSH's own break request (RFC 4335). */
  record Break(Duration length) implements Input {}

  /** No more input will come; the channel may still be read by the client. */
  record Eof() implements Input {}
}
