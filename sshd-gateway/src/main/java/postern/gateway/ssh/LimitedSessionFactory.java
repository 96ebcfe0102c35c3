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
 * Where MINA hands over an accepted connection: those beyond the limits are closed here, before
 * anything of SSH is made for them. (MINA's {@code IoServiceEventListener} is asked earlier still,
 * but a connection that it refuses is never closed: its descriptor leaks.)
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
      case Admission.Verdict.Out(String why) -> {
        transport.close(true);
        refused(from, why);
      }
      case Admission.Verdict.In(LoginSlot place, Duration after, Optional<LoginSlot> givesWay) -> {
        givesWay.ifPresent(LoginSlot::giveWay);
        place.heldBy(() -> transport.close(true), place::begins);
        transport.setAttribute(LoginSlot.class, place);
        if (after.isZero()) {
          begin(transport, place);
        } else {
          beginLater(transport, place, after);
        }
      }
    }
  }

  private void begin(IoSession transport, LoginSlot place) throws Exception {
    boolean begun = false;
    try {
      super.sessionCreated(transport);
      begun = true;
    } finally {
      if (!begun && attached(transport).isEmpty()) {
        admission.left(place); // else its ClientConnection gives the place back when it ends
      }
    }
  }

  private void beginLater(IoSession transport, LoginSlot place, Duration after) {
    transport.suspendRead();
    Runnable later =
        () -> {
          try {
            if (!transport.isClosing()) {
              begin(transport, place);
              transport.resumeRead();
            }
          } catch (Exception e) {
            LOG.debug("slowed connection not begun", e);
            transport.close(true);
          }
        };
    if (!connections.later(after, later)) {
      admission.left(place);
      transport.close(true);
    }
  }

  @Override
  protected ServerSessionImpl doCreateSession(IoSession transport) throws Exception {
    ClientConnection connection = new ClientConnection(getServer(), transport, connections);
    connections.arrived(connection, place(transport).orElseThrow());
    return connection;
  }

  private static Optional<LoginSlot> place(IoSession transport) {
    return Optional.ofNullable((LoginSlot) transport.getAttribute(LoginSlot.class));
  }

  /** Also called for those that were turned away, or left before they were talked to. */
  @Override
  public void sessionClosed(IoSession transport) throws Exception {
    if (attached(transport).isPresent()) {
      super.sessionClosed(transport);
    } else {
      place(transport).ifPresent(admission::left);
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
