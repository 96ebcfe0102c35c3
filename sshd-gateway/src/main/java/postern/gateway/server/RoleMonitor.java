package postern.gateway.server;

import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.gateway.access.Actor;
import postern.gateway.act.Acts;
import postern.gateway.act.ExitCode;
import postern.gateway.ssh.Caller;
import postern.gateway.ssh.GatewaySshServer;
import postern.gateway.ssh.SessionChannel;

/**
 * Ends what a login does in a role that it has lost: the entry was removed or changed, or its
 * {@code expiry-time} has passed. Console sessions are told at once and say why themselves;
 * whatever else runs in that role is ended 1.5 s later, and so is the connection of a login with no
 * role left.
 */
public final class RoleMonitor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RoleMonitor.class);
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final long TIME_TO_SAY_WHY = Duration.ofMillis(1500).toNanos();

  private final Acts acts;
  private final Set<Served> serving = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** When each caller was first seen without a role; the watch's thread only. */
  private final IdentityHashMap<Caller, Long> without = new IdentityHashMap<>();

  public RoleMonitor(Acts acts) {
    this.acts = acts;
  }

  /** Looks twice a second, on a thread of its own, until it is closed. */
  public void start(GatewaySshServer ssh) {
    Thread.ofVirtual().name("role-watch").start(() -> run(ssh));
  }

  /** A channel that is served in a role. */
  private static final class Served {
    final SessionChannel channel;
    final Actor actor;

    /** When the role was first seen gone; the watch's thread only. */
    long goneSince;

    boolean gone;

    Served(SessionChannel channel, Actor actor) {
      this.channel = channel;
      this.actor = actor;
    }
  }

  /** What is done in a role. */
  @FunctionalInterface
  interface Work {
    int run() throws InterruptedException;
  }

  /** Runs it; it is ended when the login loses that role. */
  int as(Actor actor, SessionChannel channel, Work work) throws InterruptedException {
    Served served = new Served(channel, actor);
    serving.add(served);
    try {
      return work.run();
    } finally {
      serving.remove(served);
    }
  }

  private void run(GatewaySshServer ssh) {
    try {
      while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        look(ssh);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(GatewaySshServer ssh) {
    try {
      long now = System.nanoTime();
      acts.attach().endWithdrawn();
      serving.forEach(served -> look(served, now));
      IdentityHashMap<Caller, Long> before = new IdentityHashMap<>(without);
      without.clear();
      ssh.endConnectionsOf(
          caller -> withoutRole(caller, before, now), "this key was taken away or has expired");
    } catch (RuntimeException e) {
      log.error("roles not checked", e);
    }
  }

  private void look(Served served, long now) {
    if (acts.access().admits(served.actor)) {
      served.gone = false;
    } else if (!served.gone) {
      served.gone = true;
      served.goneSince = now;
      served.channel.wake(); // the control room looks by itself
    } else if (now - served.goneSince > TIME_TO_SAY_WHY) {
      served.channel.end("postern: your access was withdrawn", ExitCode.NOT_PERMITTED);
    }
  }

  private boolean withoutRole(Caller caller, IdentityHashMap<Caller, Long> before, long now) {
    if (!acts.access().people(caller).isEmpty()) {
      return false;
    }
    long since = before.getOrDefault(caller, now);
    without.put(caller, since);
    return now - since > TIME_TO_SAY_WHY;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
