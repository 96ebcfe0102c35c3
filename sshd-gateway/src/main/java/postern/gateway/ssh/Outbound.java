package postern.gateway.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.RemoteWindow;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes to one channel without waiting: as much as the client's window and {@value #IN_FLIGHT}
 * bytes on their way to the socket allow, the rest at the next {@link #pump}. The bytes are copied
 * once, into the packet that is then encrypted in place; MINA's own stream copies what does not fit
 * a packet twice and keeps one packet in flight only. One thread writes; window and completion come
 * from others and only wake it.
 */
final class Outbound {
  private static final int PACKET = 32 * 1024;
  private static final int IN_FLIGHT = 128 * 1024;

  private final ConsoleChannel channel;
  private final Runnable wake;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean failed;

  // Only of the one thread that writes.
  private @Nullable ByteBuffer rest;
  private boolean error;

  Outbound(ConsoleChannel channel, Runnable wake) {
    this.channel = channel;
    this.wake = wake;
  }

  /** The last write was taken whole and there is room for another. */
  boolean ready() {
    pump();
    return rest == null && !failed && inFlight.get() < IN_FLIGHT;
  }

  /** Everything given was taken by the socket. */
  boolean drained() {
    pump();
    return failed || (rest == null && inFlight.get() == 0);
  }

  void start(ByteBuffer bytes, boolean toError) {
    if (rest != null) {
      throw new IllegalStateException("a write is under way; ask writable() first");
    }
    rest = bytes;
    error = toError;
    pump();
  }

  /** Goes on with a write that had to wait. */
  void pump() {
    ByteBuffer bytes = rest;
    while (bytes != null && !failed) {
      if (!bytes.hasRemaining()) {
        rest = null;
        return;
      }
      RemoteWindow window = channel.getRemoteWindow();
      long fits = Math.min(Math.min(PACKET, window.getPacketSize()), window.getSize());
      int length = (int) Math.min(bytes.remaining(), fits);
      if (length <= 0 || inFlight.get() >= IN_FLIGHT) {
        return;
      }
      send(window, bytes, length);
    }
  }

  private void send(RemoteWindow window, ByteBuffer bytes, int length) {
    Session session = channel.getSession();
    byte kind =
        error ? SshConstants.SSH_MSG_CHANNEL_EXTENDED_DATA : SshConstants.SSH_MSG_CHANNEL_DATA;
    Buffer packet = session.createBuffer(kind, length + 16);
    packet.putUInt(channel.getRecipient());
    if (error) {
      packet.putUInt(SshConstants.SSH_EXTENDED_DATA_STDERR);
    }
    packet.putUInt(length);
    int at = packet.wpos();
    packet.ensureCapacity(length);
    bytes.get(packet.array(), at, length);
    packet.wpos(at + length);
    window.consume(length);
    inFlight.addAndGet(length);
    try {
      channel
          .writePacket(packet)
          .addListener(sent -> {
            inFlight.addAndGet(-length);
            if (!sent.isWritten()) {
              failed = true;
            }
            wake.run();
          });
    } catch (IOException | RuntimeException e) {
      failed = true;
    }
  }
}
