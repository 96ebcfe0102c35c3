package postern.gateway.act;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import postern.audit.EventKind;
import postern.audit.Health;
import postern.audit.Outcome;
import postern.gateway.access.Access;
import postern.gateway.access.Actor;
import postern.gateway.config.Fleet;
import postern.gateway.config.Person;
import postern.gateway.machine.Backends;
import postern.gateway.machine.Machines;
import postern.gateway.machine.RecordingAlarm;
import postern.gateway.machine.StoredState;
import postern.gateway.ssh.Caller;
import postern.gateway.ssh.SshEvents;
import postern.gateway.work.WorkPool;

/**
 * The acts, and the live machines and sessions that they are done on. Each act checks the
 * permission, does it, writes its event and returns what came of it. Nothing else writes events or
 * acts on a machine.
 */
public final class Acts implements AutoCloseable {
  private static final Duration SESSIONS_END = Duration.ofSeconds(3);
  private static final Duration POLL = Duration.ofMillis(10);

  private final Backends backends;
  private final EventWriter events;
  private final Access access;
  private final StoredState stored;
  private final Machines machines;
  private final LiveSessions sessions = new LiveSessions();
  private final WorkPool work = WorkPool.open();
  private final Clock clock;
  private final boolean strict;
  private final Attach attach;
  private final Keyboard keyboard;
  private final Breaks breaks;
  private final Power power;
  private final ResetTimers resetTimers;
  private final Typing typing;
  private final Rescue rescue;
  private final Views views;
  private final Kill kill;
  private final ReentrantLock following = new ReentrantLock();
  private final AtomicBoolean followed = new AtomicBoolean();

  /**
   * @param strict what cannot be recorded is not typed
   */
  public Acts(Backends backends, StoredState stored, boolean strict, Clock clock) {
    this.backends = backends;
    this.stored = stored;
    this.strict = strict;
    this.clock = clock;
    this.events = new EventWriter(backends.audit());
    this.access = new Access(clock);
    this.attach = new Attach(backends.audit(), sessions, access, clock);
    this.keyboard = new Keyboard(events, sessions);
    this.breaks = new Breaks(events);
    this.power = new Power(events, stored, clock);
    this.machines =
        new Machines(backends, stored, new MachineEvents(events, sessions, power), clock);
    this.resetTimers = new ResetTimers(machines, power, events, stored.armedResets(), clock);
    this.typing = new Typing(events);
    this.rescue = new Rescue(events);
    this.views = new Views(events, backends.audit(), sessions, clock);
    this.kill = new Kill(events, sessions);
    new RecordingAlarm(backends.audit(), machines, strict).listen();
  }

  public Attach attach() {
    return attach;
  }

  /**
   * Opens a console session for a person.
   *
   * @param as gives the escape keys
   * @param wake makes the session's channel look again; must return at once
   */
  public ConsoleActs openConsole(Attach.Request request, Person as, Runnable wake) {
    LiveSession session = attach.open(request, wake);
    request.machine().refreshPower(wake);
    return new LiveConsoleActs(this, events, session, as.escape());
  }

  public Keyboard keyboard() {
    return keyboard;
  }

  public Breaks breaks() {
    return breaks;
  }

  public Power power() {
    return power;
  }

  public ResetTimers resetTimers() {
    return resetTimers;
  }

  public Typing typing() {
    return typing;
  }

  public Rescue rescue() {
    return rescue;
  }

  public Views views() {
    return views;
  }

  public Kill kill() {
    return kill;
  }

  /** Writes down commands. */
  public CommandEvents commands() {
    return new CommandEvents(events);
  }

  /** Writes down logins and what is refused to them. */
  public SshEvents logins() {
    return new LoginEvents(events, access);
  }

  /** Writes down the start, the stop and each change of the configuration. */
  public ConfigurationEvents configuration() {
    return new ConfigurationEvents(events);
  }

  public Access access() {
    return access;
  }

  public Machines machines() {
    return machines;
  }

  public LiveSessions sessions() {
    return sessions;
  }

  /** The turns in which work of unknown length is done. */
  public WorkPool work() {
    return work;
  }

  public Clock clock() {
    return clock;
  }

  /** Whether what cannot be recorded is not typed. */
  boolean strict() {
    return strict;
  }

  StoredState stored() {
    return stored;
  }

  /** How the recording works. */
  public Health health() {
    return backends.audit().health();
  }

  /** Whether this key may do another act now; counts it if so. */
  public MayAct mayAct(String fingerprint) {
    return events.mayAct(fingerprint);
  }

  /** Writes down that a login was refused something, for each person it stood for. */
  public void refused(Caller caller, Map<String, String> more) {
    for (Person person : caller.people()) {
      EventFields about = EventFields.of(more).withIfAny(EventField.TENANT, person.tenant());
      events.event(EventKind.REFUSED, Outcome.REFUSED, Actor.of(caller, person), about);
    }
  }

  /** Follows a new configuration: ends the sessions it no longer allows, then changes machines. */
  public void follow(Fleet next) {
    following.lock();
    try {
      access.follow(next);
      attach.endWithdrawn(); // with their reason, before their line goes
      machines.follow(next);
      if (followed.compareAndSet(false, true)) {
        resetTimers.resume();
      }
    } finally {
      following.unlock();
    }
    attach.endWithdrawn(); // those that were just being opened
    sessions.lookAgain();
  }

  /**
   * Ends all sessions, waits 3 s at most until they are closed, and leaves machines as they are.
   */
  @Override
  public void close() {
    resetTimers.close();
    sessions.endWhere(session -> Optional.of(Ending.SHUTDOWN));
    work.close();
    long deadline = System.nanoTime() + SESSIONS_END.toNanos();
    while (!sessions.all().isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL.toNanos());
    }
    machines.close();
    stored.close();
    events.flush();
  }
}
