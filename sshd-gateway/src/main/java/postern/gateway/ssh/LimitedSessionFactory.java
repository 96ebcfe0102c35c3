package postern.gateway.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.SessionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.gateway.ssh.SshEvents.Refusal;
import postern.gateway.ssh.SshEvents.Told;

/**
 * Applies the connection limits where MINA hands over an accepted connection: connections beyond
 * the limits are closed here, before any SSH state is created for them. MINA's {@code
 * IoServiceEventListener} is called even earlier, but a connection that it refuses is never closed
 * and leaks its descriptor.
 */
final class LimitedSessionFactory extends SessionFactory {
  private static final Logger LOG = LoggerFactory.getLogger(LimitedSessionFactory.class);

  private final ClientConnections connections;
  private final Admission admission;

  LimitedSessionFactory(MinaServer server, ClientConnections connections, Admission admission) {
    super(server);
    this.connections = connections;
    this.admission = admission;
  }

  @Override
  public void sessionCreated(IoSession transport) throws Exception {
    InetAddress from = ((InetSocketAddress) transport.getRemoteAddress()).getAddress();
    switch (admission.arrived(from, System.nanoTime())) {
      case Admission.Verdict.Refused(String why) -> {
        transport.close(true);
        refused(from, why);
      }
      case Admission.Verdict.Accepted(
              LoginSlot slot,
              Duration after,
              Optional<LoginSlot> evicted) -> {
        evicted.ifPresent(LoginSlot::evict);
        slot.heldBy(() -> transport.close(true), slot::startsAt);
        transport.setAttribute(LoginSlot.class, slot);
        if (after.isZero()) {
          start(transport, slot);
        } else {
          startLater(transport, slot, after);
        }
      }
    }
  }

  private void start(IoSession transport, LoginSlot slot) throws Exception {
    boolean started = false;
    try {
      super.sessionCreated(transport);
      started = true;
    } finally {
      if (!started && attached(transport).isEmpty()) {
        admission.release(slot); // otherwise the ClientConnection releases the slot when it ends
      }
    }
  }

  private void startLater(IoSession transport, LoginSlot slot, Duration after) {
    transport.suspendRead();
    Runnable later =
        () -> {
          try {
            if (!transport.isClosing()) {
              start(transport, slot);
              transport.resumeRead();
            }
          } catch (Exception e) {
            LOG.debug("delayed connection failed to start", e);
            transport.close(true);
          }
        };
    if (!connections.later(after, later)) {
      admission.release(slot);
      transport.close(true);
    }
  }

  @Override
  protected ServerSessionImpl doCreateSession(IoSession transport) throws Exception {
    ClientConnection connection = new ClientConnection(getServer(), transport, connections);
    connections.arrived(connection, slot(transport).orElseThrow());
    return connection;
  }

  private static Optional<LoginSlot> slot(IoSession transport) {
    return Optional.ofNullable((LoginSlot) transport.getAttribute(LoginSlot.class));
  }

  /** Is also called for connections that were refused or ended before the gateway answered them. */
  @Override
  public void sessionClosed(IoSession transport) throws Exception {
    if (attached(transport).isPresent()) {
      super.sessionClosed(transport);
    } else {
      slot(transport).ifPresent(admission::release);
    }
  }

  private static Optional<AbstractSession> attached(IoSession transport) throws IOException {
    return Optional.ofNullable(AbstractSession.getSession(transport, true));
  }

  private void refused(InetAddress from, String why) {
    connections.refused(
        new Refusal(
            Optional.empty(),
            SourcePatterns.text(from),
            "",
            "",
            new Told("connection: " + why, 1)));
  }
}
