package postern.gateway.ssh;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.session.ConnectionServiceRequestHandler;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSessionFactory;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.global.NoMoreSessionsHandler;
import org.apache.sshd.server.session.ServerUserAuthServiceFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.gateway.ssh.SshSettings.Listen;

/** MINA's server with corrected defaults and any number of addresses to listen on. */
final class MinaServer extends SshServer {
  private static final Logger LOG = LoggerFactory.getLogger(GatewaySshServer.class);
  private static final int PORT_TRIES = 20;

  private MinaServer() {}

  static MinaServer make(SessionHandler handler) {
    MinaServer server = (MinaServer) ServerBuilder.builder().factory(MinaServer::new).build();
    server.setIoServiceFactoryFactory(
        new Nio2ServiceFactoryFactory() {
          @Override
          public IoServiceFactory create(FactoryManager manager) {
            return new SshIoServiceFactory(manager);
          }
        });
    server.setUserAuthFactories(List.of(KeyLogin.factory()));
    server.setServiceFactories(
        List.of(new ServerUserAuthServiceFactory(), LimitedConnectionService.factory()));
    server.setChannelFactories(List.of(sessions(handler)));
    ConnectionServiceRequestHandler refuse =
        (service, request, reply, buffer) ->
            LimitedConnectionService.refuseGlobal(service, request);
    server.setGlobalRequestHandlers(
        List.of(KeepAliveHandler.INSTANCE, NoMoreSessionsHandler.INSTANCE, refuse));
    server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
    server.setSubsystemFactories(List.of());
    server.properties();
    return server;
  }

  private static ChannelSessionFactory sessions(SessionHandler handler) {
    return new ChannelSessionFactory() {
      @Override
      public Channel createChannel(Session session) {
        return new MinaChannel(handler);
      }
    };
  }

  private void properties() {
    CoreModuleProperties.SERVER_IDENTIFICATION.set(this, "Postern");
    CoreModuleProperties.TCP_NODELAY.set(this, true);
    CoreModuleProperties.SOCKET_KEEPALIVE.set(this, true);
    CoreModuleProperties.SOCKET_REUSEADDR.set(this, true);
    CoreModuleProperties.WINDOW_SIZE.set(this, 64L * 1024);
    CoreModuleProperties.MAX_PACKET_SIZE.set(this, 32L * 1024);
    CoreModuleProperties.IDLE_TIMEOUT.set(this, Duration.ZERO);
    CoreModuleProperties.NIO2_READ_BUFFER_SIZE.set(
        this, 8 * 1024); // one for each connection, and keys are small
    CoreModuleProperties.NIO2_READ_TIMEOUT.set(this, Duration.ZERO);
    CoreModuleProperties.AUTH_TIMEOUT.set(
        this, Duration.ZERO); // the clock of ClientConnections does this
    CoreModuleProperties.MAX_AUTH_REQUESTS.set(this, 40); // KeyLogin applies finer limits
    CoreModuleProperties.MAX_IDENTIFICATION_SIZE.set(this, 8 * 1024);
    CoreModuleProperties.CHANNEL_CLOSE_TIMEOUT.set(this, Duration.ofSeconds(5));
  }

  /**
   * Listens on all of these addresses or on none.
   *
   * @throws SshFault with the address and the reason
   */
  List<InetSocketAddress> listen(List<Listen> wanted) {
    checkConfig();
    IoAcceptor listening = createAcceptor();
    acceptor = listening;
    boolean free = wanted.stream().anyMatch(each -> each.address().getPort() == 0);
    for (int tries = free ? PORT_TRIES : 1; ; tries--) {
      try {
        List<InetSocketAddress> bound = bindAll(listening, wanted);
        if (bound.isEmpty()) {
          throw new SshFault("ssh: none of the addresses to listen on is on this host");
        }
        return bound;
      } catch (SshFault e) {
        listening.unbind();
        if (tries <= 1 || !taken(e.getCause())) {
          throw e;
        }
      }
    }
  }

  /**
   * A free port found for the first address may be in use on the next one; then all are bound
   * again.
   */
  private static List<InetSocketAddress> bindAll(IoAcceptor listening, List<Listen> wanted) {
    List<InetSocketAddress> bound = new ArrayList<>();
    int port = 0;
    for (Listen each : wanted) {
      InetSocketAddress address = each.address();
      if (address.getPort() == 0 && port != 0) {
        address = new InetSocketAddress(address.getAddress(), port);
      }
      if (bind(listening, new Listen(address, each.optional()))) {
        InetSocketAddress real = bound(listening, address);
        port = real.getPort();
        bound.add(real);
      }
    }
    return bound;
  }

  private static boolean bind(IoAcceptor listening, Listen each) {
    InetSocketAddress address = each.address();
    if (address.isUnresolved()) {
      throw new SshFault("ssh: " + address.getHostString() + " is not an address of this host");
    }
    try {
      listening.bind(address);
      return true;
    } catch (IOException | UnsupportedAddressTypeException e) {
      boolean taken = taken(e);
      if (each.optional() && !taken) {
        LOG.warn(
            "not listening on an address that this host lacks address={} cause={}",
            address,
            e.getMessage());
        return false;
      }
      String right = taken ? "; end what listens there or choose another port" : "";
      throw new SshFault(
          "ssh: cannot listen on " + text(address) + ": " + e.getMessage() + right, e);
    }
  }

  private static boolean taken(@Nullable Throwable e) {
    return e instanceof BindException && String.valueOf(e.getMessage()).contains("in use");
  }

  private static InetSocketAddress bound(IoAcceptor listening, InetSocketAddress asked) {
    return listening.getBoundAddresses().stream()
        .map(InetSocketAddress.class::cast)
        .filter(each -> each.getAddress().equals(asked.getAddress()))
        .filter(each -> asked.getPort() == 0 || each.getPort() == asked.getPort())
        .findFirst()
        .orElse(asked);
  }

  private static String text(InetSocketAddress address) {
    String host = SourcePatterns.text(address.getAddress());
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  void stopListening() {
    IoAcceptor listening = acceptor;
    if (listening != null) {
      listening.unbind();
    }
  }
}
