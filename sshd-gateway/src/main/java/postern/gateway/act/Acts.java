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
 * The acts, and the live machines and sessions on which they are done. Each act checks the
 * permission, does what was asked, writes its event and returns the outcome. Nothing else writes
 * events or acts on a machine.
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
   * @param strict whether typing stops while it cannot be recorded
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
   * @param as the person, whose escape keys are used
   * @param wake makes the session's channel look for changes; it must return at once
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

  /** Returns the writer of events about commands. */
  public CommandEvents commands() {
    return new CommandEvents(events);
  }

  /** Returns the writer of events about logins and refusals. */
  public SshEvents logins() {
    return new LoginEvents(events, access);
  }

  /** Returns a new writer of events about the gateway's start and stop, and its configuration. */
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

  /** Returns the pool for work of unknown length. */
  public WorkPool work() {
    return work;
  }

  public Clock clock() {
    return clock;
  }

  /** Returns whether typing stops while it cannot be recorded. */
  boolean strict() {
    return strict;
  }

  StoredState stored() {
    return stored;
  }

  /** Returns whether recording works. */
  public Health health() {
    return backends.audit().health();
  }

  /** Returns whether this key may do another act now, and counts the act if so. */
  public MayAct mayAct(String fingerprint) {
    return events.mayAct(fingerprint);
  }

  /** Writes that a login was refused something: an event for each person it stood for. */
  public void refused(Caller caller, Map<String, String> more) {
    for (Person person : caller.people()) {
      EventFields about = EventFields.of(more).withIfAny(EventField.TENANT, person.tenant());
      events.event(EventKind.REFUSED, Outcome.REFUSED, Actor.of(caller, person), about);
    }
  }

  /** Applies a configuration: ends the sessions it no longer allows, then changes machines. */
  public void follow(Fleet next) {
    following.lock();
    try {
      access.follow(next);
      attach.endWithdrawn(); // before their line is closed, so that people read the reason
      machines.follow(next);
      if (followed.compareAndSet(false, true)) {
        resetTimers.resume();
      }
    } finally {
      following.unlock();
    }
    attach.endWithdrawn(); // sessions that were opened meanwhile
    sessions.lookAgain();
  }

  /** Ends all sessions and waits up to 3 s until they are closed. Machines are not affected. */
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
