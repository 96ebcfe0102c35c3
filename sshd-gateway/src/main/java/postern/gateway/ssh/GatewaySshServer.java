package postern.gateway.ssh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SSH server: listens, limits connections, checks keys, and hands each session channel to a
 * {@link SessionHandler} on a virtual thread of its own. It knows nothing of consoles.
 */
public final class GatewaySshServer implements AutoCloseable {
  private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(5);

  private static final Logger LOG = LoggerFactory.getLogger(GatewaySshServer.class);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final MinaServer server;
  private final ClientConnections connections;
  private final EventQueue queue;
  private final KnownSources known;
  private final List<InetSocketAddress> addresses;
  private final KeyPair hostKey;

  private GatewaySshServer(Opened opened, List<InetSocketAddress> addresses) {
    this.server = opened.server();
    this.connections = opened.connections();
    this.queue = opened.queue();
    this.known = opened.known();
    this.hostKey = opened.hostKey();
    this.addresses = List.copyOf(addresses);
  }

  private record Opened(
      MinaServer server,
      ClientConnections connections,
      EventQueue queue,
      KnownSources known,
      KeyPair hostKey) {}

  /**
   * Starts the server. It accepts logins when this method returns.
   *
   * @throws SshFault if it cannot listen, a library is missing or the host key cannot be used
   */
  public static GatewaySshServer open(
      SshSettings settings, KeyLookup keys, SessionHandler handler, SshEvents events) {
    MinaServer server = MinaServer.make(handler);
    Algorithms.apply(server, settings.requirePostQuantum());
    KeyPair hostKey = HostKey.loadOrMake(settings.hostKeys());
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
    EventQueue queue = new EventQueue();
    KnownSources known = KnownSources.in(settings.knownSources(), Clock.systemUTC());
    Admission admission = new Admission(settings.limits(), settings.exempt(), known);
    ClientConnections connections =
        new ClientConnections(settings.limits(), admission, keys, events, queue);
    server.setSessionFactory(new LimitedSessionFactory(server, connections, admission));
    GatewaySshServer made = null;
    try {
      List<InetSocketAddress> bound = server.listen(settings.listen());
      connections.start();
      connections.later(CipherWarmup.SOON, GatewaySshServer::warm);
      made = new GatewaySshServer(new Opened(server, connections, queue, known, hostKey), bound);
      return made;
    } finally {
      if (made == null) {
        connections.close();
        server.close(true);
        queue.close();
      }
    }
  }

  private static void warm() {
    Thread.ofPlatform().daemon().name("ssh-warm").start(CipherWarmup::run);
  }

  /**
   * Returns the public half of the host key in this folder, and makes the key if there is none.
   *
   * @throws SshFault if the key cannot be made or used
   */
  public static PublicKey hostKey(Path folder) {
    return HostKey.loadOrMake(folder).getPublic();
  }

  /** Returns the addresses on which it listens, with the actual ports. */
  public List<InetSocketAddress> addresses() {
    return addresses;
  }

  /** Returns {@code ssh-ed25519 AAAA…}, as it follows the host's name in a known_hosts file. */
  public String hostKeyLine() {
    return PublicKeyEntry.toString(hostKey.getPublic());
  }

  /** Returns {@code SHA256:…} of the host key. */
  public String hostKeyFingerprint() {
    return KeyUtils.getFingerPrint(BuiltinDigests.sha256, hostKey.getPublic());
  }

  /** Returns the number of connections that have logged in. */
  public int liveConnections() {
    return connections.liveCount();
  }

  /** Ends the connections of these callers with a message that their clients show. */
  public void endConnectionsOf(Predicate<Caller> whose, String why) {
    for (ClientConnection each : connections.live()) {
      Caller caller = each.caller();
      if (caller != null && whose.test(caller)) {
        each.end(why, false);
      }
    }
  }

  /** Accepts no new connections. Existing ones continue. */
  public void stopAccepting() {
    server.stopListening();
  }

  /** Waits for ended sessions to send their last message and exit status. */
  private void awaitLastOutput() {
    long until = System.nanoTime() + LAST_OUTPUT.toNanos();
    while (System.nanoTime() < until
        && connections.live().stream().anyMatch(ClientConnection::hasChannels)) {
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  /** Ends every connection. Blocks for a few seconds at most. */
  @Override
  public void close() {
    server.stopListening();
    awaitLastOutput();
    endConnectionsOf(each -> true, "the gateway is shutting down");
    if (!closed(false)) {
      closed(true);
    }
    connections.close();
    queue.close();
    known.write();
  }

  private boolean closed(boolean atOnce) {
    try {
      return server.close(atOnce).await(CLOSING);
    } catch (IOException e) {
      LOG.debug("the SSH server did not close in time", e);
      return false;
    }
  }
}
