package postern.gateway.ssh;

import org.apache.sshd.common.session.helpers.KeyExchangeMessageHandler;
import org.apache.sshd.common.session.helpers.PendingWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.slf4j.Logger;

/**
 * MINA's queue of packets that can be sent only after a key exchange. MINA does not limit it, and
 * the client decides how long the exchange takes.
 */
final class PendingPackets extends KeyExchangeMessageHandler {
  private final ClientConnection connection;

  PendingPackets(ClientConnection connection, Logger log) {
    super(connection, log);
    this.connection = connection;
  }

  @Override
  protected PendingWriteFuture enqueuePendingPacket(int command, Buffer packet) {
    long cost = (long) ClientMemory.OBJECT + packet.array().length;
    PendingWriteFuture pending = super.enqueuePendingPacket(command, packet);
    connection.pending(cost);
    pending.addListener(sent -> connection.pending(-cost));
    return pending;
  }
}
