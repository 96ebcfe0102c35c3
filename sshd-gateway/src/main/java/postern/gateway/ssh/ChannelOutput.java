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
 * Writes to one channel without blocking: as much as the client's window and {@value #IN_FLIGHT}
 * bytes in flight to the socket allow, and the rest at the next {@link #pump}. The bytes are copied
 * once, into the packet that is then encrypted in place; MINA's own stream copies what does not fit
 * into a packet twice and keeps only one packet in flight. One thread writes. Window adjustments
 * and completions arrive on other threads, which only wake the writer.
 */
final class ChannelOutput {
  private static final int PACKET = 32 * 1024;
  private static final int IN_FLIGHT = 128 * 1024;

  private final MinaChannel channel;
  private final Runnable wake;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean failed;

  /** The writer found no room and has to be woken. */
  private volatile boolean waits;

  // Used by the writing thread only.
  private @Nullable ByteBuffer rest;
  private boolean error;

  ChannelOutput(MinaChannel channel, Runnable wake) {
    this.channel = channel;
    this.wake = wake;
  }

  /** Runs the shortcut on a thread that MINA treats as one of its own, which it never blocks. */
  static boolean neverWaiting(SessionChannel.Shortcut shortcut) {
    try {
      return ThreadUtils.runAsInternal(shortcut::take);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e); // a shortcut throws no other exception
    }
  }

  /**
   * Returns true if the last write is complete and there is room for another; otherwise the writer
   * is woken later.
   */
  boolean ready() {
    pump();
    if (room()) {
      return true;
    }
    waits = true; // before the second check, since a completion between the two wakes nobody
    return room();
  }

  private boolean room() {
    return rest == null && !failed && inFlight.get() < IN_FLIGHT;
  }

  /** Returns true if the socket has accepted everything; otherwise the writer is woken later. */
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

  /** Continues a write that was waiting for room. */
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
    int cost = length + ClientMemory.OBJECT; // many small packets take more memory than their bytes
    inFlight.addAndGet(cost);
    try {
      // During a key exchange MINA blocks threads that are not its own. Packets of its own
      // threads go into a queue, which IN_FLIGHT keeps short.
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
