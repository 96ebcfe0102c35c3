package postern.gateway.ssh;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.gateway.config.Person;
import postern.gateway.ssh.SshEvents.Handshake;
import postern.gateway.ssh.SshEvents.Refusal;

/**
 * All connections, and the clock that limits them: it ends those that do not log in in time, sends
 * keepalives, and ends those that no longer answer.
 */
final class ClientConnections implements ClientConnection.Host, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClientConnections.class);
  private final ConnectionLimits limits;
  private final Admission admission;
  private final KeyLookup keys;
  private final SshEvents events;
  private final EventQueue queue;
  private final KeyRateLimit logins = new KeyRateLimit();
  private final RefusalReporter refusals;
  private final ClientMemory memory = new ClientMemory(Runtime.getRuntime().maxMemory());

  /** Connections that have logged in. */
  private final Set<ClientConnection> live = ConcurrentHashMap.newKeySet();

  /** Connections that have not logged in. Each holds a slot of {@link #admission}. */
  private final Map<ClientConnection, LoginSlot> waiting = new ConcurrentHashMap<>();

  /** When each connection was last sent a keepalive. Used by the clock thread only. */
  private final Map<ClientConnection, Long> asked =
      Collections.synchronizedMap(new java.util.WeakHashMap<>());

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("ssh-clock").factory());

  ClientConnections(
      ConnectionLimits limits,
      Admission admission,
      KeyLookup keys,
      SshEvents events,
      EventQueue queue) {
    this.limits = limits;
    this.admission = admission;
    this.keys = keys;
    this.events = events;
    this.queue = queue;
    this.refusals =
        new RefusalReporter(refusal -> queue.send(() -> events.refused(refusal)), this::later);
  }

  void start() {
    Future<?> _ = clock.scheduleWithFixedDelay(this::tick, 500, 500, TimeUnit.MILLISECONDS);
  }

  /** Runs the task on the clock thread. Returns false if the clock has stopped. */
  boolean later(Duration after, Runnable task) {
    try {
      Future<?> _ = clock.schedule(task, after.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  int liveCount() {
    return live.size();
  }

  List<ClientConnection> live() {
    return new ArrayList<>(live);
  }

  void arrived(ClientConnection connection, LoginSlot slot) {
    waiting.put(connection, slot);
    slot.heldBy(() -> evict(connection), connection::lastHeard);
  }

  /** Ends the connection, unless it has just logged in. */
  private void evict(ClientConnection connection) {
    if (waiting.remove(connection) != null) {
      connection.tellFailedLogin();
      connection.end("made room for another connection", true);
    }
  }

  @Override
  public List<Person> owners(String fingerprint) {
    return keys.owners(fingerprint);
  }

  @Override
  public Optional<String> busy(String fingerprint) {
    if (queue.full() || !events.ready()) {
      return Optional.of("logins cannot be recorded now; try again later");
    }
    return logins.take(fingerprint, System.nanoTime())
        ? Optional.empty()
        : Optional.of("too many logins with this key; try again in a few seconds");
  }

  @Override
  public void loggedIn(ClientConnection connection, Caller caller, Handshake how) {
    live.add(connection);
    LoginSlot slot = waiting.remove(connection);
    if (slot != null) {
      admission.release(slot);
    }
    admission.goodLogin(connection.source());
    queue.keep(() -> events.login(caller, how));
    if (connection.isClosing()) {
      ended(connection);
    }
  }

  @Override
  public void refused(Refusal refusal) {
    refusals.refused(refusal);
  }

  @Override
  public ClientMemory memory() {
    return memory;
  }

  @Override
  public void onOtherThread(Runnable task) {
    later(Duration.ZERO, task);
  }

  @Override
  public void ended(ClientConnection connection) {
    LoginSlot slot = waiting.remove(connection);
    if (slot != null) {
      admission.release(slot);
      connection.tellFailedLogin();
    }
    Caller caller = connection.caller();
    if (live.remove(connection) && caller != null) {
      String why = connection.endReason();
      queue.keep(() -> events.disconnected(caller, why));
    }
  }

  private void tick() {
    try {
      long now = System.nanoTime();
      for (ClientConnection each : waiting.keySet()) {
        checkGrace(each, now - each.openedAt());
      }
      for (ClientConnection each : live) {
        checkLife(each, now);
      }
      if (admission.known().due()) {
        queue.send(admission.known()::write);
      }
    } catch (RuntimeException e) {
      LOG.error("the clock of the SSH server failed; it runs again in 500 ms", e);
    }
  }

  private void checkGrace(ClientConnection connection, long age) {
    if (connection.isClosed()) {
      ended(connection);
    } else if (age > limits.grace().toNanos()) {
      connection.end("no login within " + limits.grace().toSeconds() + " s", false);
    } else if (age > limits.keyExchange().toNanos() && !connection.keysExchanged()) {
      connection.end("no key exchange within " + limits.keyExchange().toSeconds() + " s", true);
    }
  }

  private void checkLife(ClientConnection connection, long now) {
    long silent = now - connection.lastHeard();
    long heartbeat = limits.heartbeat().toNanos();
    if (connection.isClosed()) {
      ended(connection);
    } else if (silent > limits.dead().toNanos()) {
      connection.end("no answer for " + silent / 1_000_000_000 + " s", true);
    } else if (connection.exchanging(now) > limits.dead().toNanos()) {
      connection.end("a key exchange did not end within " + limits.dead().toSeconds() + " s", true);
    } else if (silent > heartbeat
        && now - asked.getOrDefault(connection, connection.openedAt()) > heartbeat) {
      asked.put(connection, now);
      connection.sendKeepalive();
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    refusals.flush();
  }
}
