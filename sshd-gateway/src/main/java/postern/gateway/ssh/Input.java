package postern.gateway.ssh;

import java.nio.ByteBuffer;
import java.time.Duration;

/** Input from a client. */
public sealed interface Input {
  /**
   * The data of one packet.
   *
   * @param packet counts the client's data packets on this channel
   * @param nanos System.nanoTime at arrival
   */
  record Bytes(ByteBuffer bytes, long packet, long nanos) implements Input {}

  record Resized(int rows, int cols) implements Input {}

  /** A break request (RFC 4335). */
  record Break(Duration length) implements Input {}

  /** The end of the input. The client may still read the channel. */
  record Eof() implements Input {}
}
