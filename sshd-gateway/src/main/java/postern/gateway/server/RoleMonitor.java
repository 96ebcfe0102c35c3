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
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final long GRACE = Duration.ofMillis(1500).toNanos();

  private final Acts acts;
  private final Set<ActiveRole> active = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** When each caller was first seen without a role; the watch's thread only. */
  private final IdentityHashMap<Caller, Long> withoutRoleSince = new IdentityHashMap<>();

  public RoleMonitor(Acts acts) {
    this.acts = acts;
  }

  /** Looks twice a second, on a thread of its own, until it is closed. */
  public void start(GatewaySshServer ssh) {
    Thread.ofVirtual().name("role-watch").start(() -> run(ssh));
  }

  /** A channel that is served in a role. */
  private static final class ActiveRole {
    final SessionChannel channel;
    final Actor actor;

    /** When the role was first seen gone; the watch's thread only. */
    long goneSince;

    boolean gone;

    ActiveRole(SessionChannel channel, Actor actor) {
      this.channel = channel;
      this.actor = actor;
    }
  }

  /** What is done in a role. */
  @FunctionalInterface
  interface Task {
    int run() throws InterruptedException;
  }

  /** Runs it; it is ended when the login loses that role. */
  int runAs(Actor actor, SessionChannel channel, Task task) throws InterruptedException {
    ActiveRole role = new ActiveRole(channel, actor);
    active.add(role);
    try {
      return task.run();
    } finally {
      active.remove(role);
    }
  }

  private void run(GatewaySshServer ssh) {
    try {
      while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        check(ssh);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void check(GatewaySshServer ssh) {
    try {
      long now = System.nanoTime();
      acts.attach().endWithdrawn();
      active.forEach(role -> check(role, now));
      IdentityHashMap<Caller, Long> before = new IdentityHashMap<>(withoutRoleSince);
      withoutRoleSince.clear();
      ssh.endConnectionsOf(
          caller -> lostAllRoles(caller, before, now), "this key was taken away or has expired");
    } catch (RuntimeException e) {
      log.error("roles not checked", e);
    }
  }

  private void check(ActiveRole role, long now) {
    if (acts.access().admits(role.actor)) {
      role.gone = false;
    } else if (!role.gone) {
      role.gone = true;
      role.goneSince = now;
      role.channel.wake(); // the control room looks by itself
    } else if (now - role.goneSince > GRACE) {
      role.channel.end("postern: your access was withdrawn", ExitCode.NOT_PERMITTED);
    }
  }

  private boolean lostAllRoles(Caller caller, IdentityHashMap<Caller, Long> before, long now) {
    if (!acts.access().people(caller).isEmpty()) {
      return false;
    }
    long since = before.getOrDefault(caller, now);
    withoutRoleSince.put(caller, since);
    return now - since > GRACE;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
