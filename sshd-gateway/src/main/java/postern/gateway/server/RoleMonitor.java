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
 * Ends what a login does in a role that it has lost, because the entry was removed or changed or
 * its {@code expiry-time} has passed. Console sessions end at once and say why. Everything else in
 * that role ends 1.5 s later, and so does the connection of a login that has no role left.
 */
public final class RoleMonitor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RoleMonitor.class);
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final long GRACE = Duration.ofMillis(1500).toNanos();

  private final Acts acts;
  private final Set<ActiveRole> active = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** When each caller was first seen without a role. Used by the monitor's thread only. */
  private final IdentityHashMap<Caller, Long> withoutRoleSince = new IdentityHashMap<>();

  public RoleMonitor(Acts acts) {
    this.acts = acts;
  }

  /** Starts a thread that checks all roles twice a second until the monitor is closed. */
  public void start(GatewaySshServer ssh) {
    Thread.ofVirtual().name("role-monitor").start(() -> run(ssh));
  }

  /** A channel that is used in a role. */
  private static final class ActiveRole {
    final SessionChannel channel;
    final Actor actor;

    /** When the role was first seen lost. Used by the monitor's thread only. */
    long lostSince;

    boolean lost;

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

  /** Runs a task in a role; the channel is ended if the login loses that role. */
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
      log.error("checking roles failed", e);
    }
  }

  private void check(ActiveRole role, long now) {
    if (acts.access().admits(role.actor)) {
      role.lost = false;
    } else if (!role.lost) {
      role.lost = true;
      role.lostSince = now;
      role.channel.wake(); // the text UI checks its role itself
    } else if (now - role.lostSince > GRACE) {
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
