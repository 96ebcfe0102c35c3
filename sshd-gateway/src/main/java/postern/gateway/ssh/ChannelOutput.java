package postern.gateway.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.RemoteWindow;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.threads.ThreadUtils;
import org.jspecify.annotations.Nullable;

/**
 * Writes to one channel without waiting: as much as the client's window and {@value #IN_FLIGHT}
 * bytes on their way to the socket allow, the rest at the next {@link #pump}. The bytes are copied
 * once, into the packet that is then encrypted in place; MINA's own stream copies what does not fit
 * a packet twice and keeps one packet in flight only. One thread writes; window and completion come
 * from others and only wake it.
 */
final class ChannelOutput {
  private static final int PACKET = 32 * 1024;
  private static final int IN_FLIGHT = 128 * 1024;

  private final MinaChannel channel;
  private final Runnable wake;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean failed;

  /** The one that writes found no room, and waits to be woken. */
  private volatile boolean waits;

  // Only of the one thread that writes.
  private @Nullable ByteBuffer rest;
  private boolean error;

  ChannelOutput(MinaChannel channel, Runnable wake) {
    this.channel = channel;
    this.wake = wake;
  }

  /** Does that on a thread that MINA takes for one of its own, which it never lets wait. */
  static boolean neverWaiting(SessionChannel.Shortcut shortcut) {
    try {
      return ThreadUtils.runAsInternal(shortcut::take);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e); // a shortcut throws no other
    }
  }

  /** The last write was taken whole and there is room for another; else a wake follows. */
  boolean ready() {
    pump();
    if (room()) {
      return true;
    }
    waits = true; // before the second look: what is done in between wakes nobody
    return room();
  }

  private boolean room() {
    return rest == null && !failed && inFlight.get() < IN_FLIGHT;
  }

  /** Everything given was taken by the socket; else a wake follows. */
  boolean drained() {
    pump();
    waits = true;
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
      if (length <= 0 || full()) {
        return;
      }
      send(window, bytes, length);
    }
  }

  private boolean full() {
    if (inFlight.get() < IN_FLIGHT) {
      return false;
    }
    waits = true;
    return inFlight.get() >= IN_FLIGHT;
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
    int cost = length + ClientMemory.OBJECT; // many small ones are more than their bytes
    inFlight.addAndGet(cost);
    try {
      // As one of MINA's own threads: during an exchange of keys MINA lets others wait. What these
      // bring goes into its queue, which IN_FLIGHT keeps short.
      ThreadUtils.runAsInternal(packet, channel::writePacket)
          .addListener(sent -> {
            inFlight.addAndGet(-cost);
            if (!sent.isWritten()) {
              failed = true;
            }
            if (waits || failed) {
              waits = false;
              wake.run();
            }
          });
    } catch (IOException | RuntimeException e) {
      failed = true;
    }
  }
}
