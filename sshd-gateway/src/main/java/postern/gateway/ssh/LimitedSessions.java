package postern.gateway.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.SessionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.gateway.ssh.DoorEvents.Refusal;
import postern.gateway.ssh.DoorEvents.Told;

/**
 * Where MINA hands over an accepted connection: those beyond the limits are closed here, before
 * anything of SSH is made for them. (MINA's {@code IoServiceEventListener} is asked earlier still,
 * but a connection that it refuses is never closed: its descriptor leaks.)
 */
final class LimitedSessions extends SessionFactory {
  private static final Logger LOG = LoggerFactory.getLogger(LimitedSessions.class);
  private static final Duration TELL_EVERY = Duration.ofSeconds(10);
  private static final int SOURCES_TOLD = 1024;

  private final Connections connections;
  private final Admission admission;

  /** Refusals not told yet, by source, so that a flood is one event in ten seconds. */
  private final ConcurrentMap<InetAddress, Untold> untold = new ConcurrentHashMap<>();

  private static final class Untold {
    final AtomicInteger count = new AtomicInteger();
  }

  LimitedSessions(DoorServer server, Connections connections, Admission admission) {
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
        tell(from, why);
      }
      case Admission.Verdict.In(Duration after, Admission.Crowd crowd) -> {
        if (crowd != Admission.Crowd.NONE) {
          connections.makeRoom(from, crowd);
        }
        if (after.isZero()) {
          begin(transport, from);
        } else {
          beginLater(transport, from, after);
        }
      }
    }
  }

  private void begin(IoSession transport, InetAddress from) throws Exception {
    boolean begun = false;
    try {
      super.sessionCreated(transport);
      begun = true;
    } finally {
      if (!begun && attached(transport).isEmpty()) {
        admission.left(from); // else its Connection gives the place back when it ends
      }
    }
  }

  private void beginLater(IoSession transport, InetAddress from, Duration after) {
    transport.suspendRead();
    Runnable later =
        () -> {
          try {
            begin(transport, from);
            transport.resumeRead();
          } catch (Exception e) {
            LOG.debug("slowed connection not begun", e);
            transport.close(true);
          }
        };
    if (!connections.later(after, later)) {
      admission.left(from);
      transport.close(true);
    }
  }

  @Override
  protected ServerSessionImpl doCreateSession(IoSession transport) throws Exception {
    Connection connection = new Connection(getServer(), transport, connections);
    connections.arrived(connection);
    return connection;
  }

  /** Also called for those that were turned away, of which there is nothing to end. */
  @Override
  public void sessionClosed(IoSession transport) throws Exception {
    if (attached(transport).isPresent()) {
      super.sessionClosed(transport);
    }
  }

  private static Optional<AbstractSession> attached(IoSession transport) throws IOException {
    return Optional.ofNullable(AbstractSession.getSession(transport, true));
  }

  private void tell(InetAddress from, String why) {
    InetAddress source = Admission.key(from);
    Untold counted = untold.get(source);
    if (counted != null) {
      counted.count.incrementAndGet();
      return;
    }
    if (untold.size() >= SOURCES_TOLD || untold.putIfAbsent(source, new Untold()) != null) {
      return;
    }
    refused(from, why, 1);
    if (!connections.later(TELL_EVERY, () -> tellRest(source, from, why))) {
      untold.remove(source);
    }
  }

  private void tellRest(InetAddress source, InetAddress from, String why) {
    Untold counted = untold.remove(source);
    if (counted != null && counted.count.get() > 0) {
      refused(from, why, counted.count.get());
    }
  }

  private void refused(InetAddress from, String why, int times) {
    connections.refused(
        new Refusal(
            Optional.empty(),
            SourcePatterns.text(from),
            "",
            "",
            new Told("connection: " + why, times)));
  }
}
