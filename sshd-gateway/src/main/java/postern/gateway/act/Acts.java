package postern.gateway.act;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import postern.audit.Archive;
import postern.audit.AuditStore;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.audit.RecordedConsole;
import postern.audit.SessionClosed;
import postern.audit.SessionEnd;
import postern.gateway.access.Actor;
import postern.gateway.access.LoginResolver;
import postern.gateway.config.Fleet;
import postern.gateway.config.MachineEntry;
import postern.gateway.config.Person;
import postern.gateway.config.PortEntry;
import postern.gateway.history.History;
import postern.gateway.machine.BootProfiles;
import postern.gateway.machine.FormerOwner;
import postern.gateway.machine.KeyboardLocks;
import postern.gateway.machine.LiveMachine;
import postern.gateway.machine.Machines;
import postern.gateway.machine.Ownership;
import postern.gateway.machine.PowerOffState;
import postern.gateway.machine.RecordingAlarm;
import postern.gateway.machine.ScreenRestore;
import postern.gateway.machine.StateThread;
import postern.gateway.machine.TerminalSizes;
import postern.gateway.ssh.Caller;
import postern.gateway.work.Work;
import postern.gateway.work.WorkPool;
import postern.mux.Console;
import postern.mux.SerialMux;
import postern.mux.SizeSource;
import postern.power.control.PowerControl;

/**
 * All that the gateway holds, behind one door: who may be where, what is alive, what is done and
 * what is written down of it. The faces (console sessions, commands, text UI) act through here
 * only.
 */
public final class Acts implements AutoCloseable {
  private final AuditStore audit;
  private final EventWriter events;
  private final Machines machines;
  private final LiveSessions sessions = new LiveSessions();
  private final Power power;
  private final ResetTimers trials;
  private final TerminalSizes sizes;
  private final StateThread state = new StateThread();
  private final WorkPool work = WorkPool.open();
  private final AtomicBoolean followed = new AtomicBoolean();
  private final Clock clock;
  private final boolean strict;
  private final ReentrantLock changing = new ReentrantLock();
  private volatile Fleet fleet = Fleet.empty();

  /** What the acts is told about itself. */
  public record Facts(Path dataDir, boolean strict) {}

  public Acts(AuditStore audit, SerialMux mux, PowerControl power, Facts facts, Clock clock) {
    PowerOffState offMarks = new PowerOffState(facts.dataDir().resolve("off"));
    this.strict = facts.strict();
    this.audit = audit;
    this.events = new EventWriter(audit);
    this.clock = clock;
    KeyboardLocks locks = new KeyboardLocks(facts.dataDir().resolve("locks"), state);
    this.sizes = new TerminalSizes(facts.dataDir().resolve("sizes"), state);
    BootProfiles profiles = new BootProfiles(facts.dataDir().resolve("profiles"));
    this.machines =
        new Machines(
            audit,
            mux,
            power,
            new Machines.Around(
                offMarks,
                profiles,
                locks,
                sizes,
                new Ownership(facts.dataDir().resolve("owners"), clock),
                new FormerOwner(facts.dataDir(), state),
                console -> KeyboardEvents.over(console, audit, sessions, events)),
            clock);
    this.power = new Power(audit, offMarks, profiles, clock);
    this.trials =
        new ResetTimers(machines, this.power, audit, facts.dataDir().resolve("try"), clock);
    new RecordingAlarm(audit, machines, strict).listen();
  }

  public Fleet fleet() {
    return fleet;
  }

  public Machines machines() {
    return machines;
  }

  public LiveSessions sessions() {
    return sessions;
  }

  public Power power() {
    return power;
  }

  public ResetTimers trials() {
    return trials;
  }

  public AuditStore audit() {
    return audit;
  }

  /** What was written down, and what goes on now. */
  public Archive archive() {
    return new CurrentArchive(audit.archive(), sessions);
  }

  /** The machine at this console was told from a session how large its terminal is. */
  void toldSize(Console console, PortEntry port, int rows, int cols) {
    console.size(rows, cols, SizeSource.TOLD);
    sizes.keep(console.id(), port, rows, cols);
  }

  /** What cannot be recorded is not typed. */
  boolean strict() {
    return strict;
  }

  public Clock clock() {
    return clock;
  }

  /** Follows a new fleet: ends whoever may not be where they are any more, then machines. */
  public void follow(Fleet next) {
    changing.lock();
    try {
      fleet = next;
      sessions.endWhere(this::noLongerAllowed); // with their reason, before their line goes
      machines.follow(next);
      if (followed.compareAndSet(false, true)) {
        trials.resume();
      }
    } finally {
      changing.unlock();
    }
    sessions.endWhere(this::noLongerAllowed); // those that were just coming in
    sessions.lookAgain();
  }

  /**
   * Those whom a login still stands for: of the people it stood for at first, the ones whose entry
   * for its key is still there, with options that still hold. Nobody is ever added.
   */
  public List<Person> people(Caller caller) {
    Fleet now = fleet;
    Instant time = clock.instant();
    return caller.people().stream()
        .flatMap(person -> now.person(person.fullName()).stream())
        .filter(person -> caller.use().admits(person, time))
        .toList();
  }

  /** The person as whom this login acts; nothing once its entry is gone or holds no more. */
  private Optional<Person> person(Actor actor) {
    return fleet
        .person(actor.person())
        .filter(person -> actor.use().admits(person, clock.instant()));
  }

  /** Whether this login may still act as whom it came in. */
  public boolean admits(Actor actor) {
    return person(actor).isPresent();
  }

  /** Ends the sessions of logins that may be where they are no more. */
  public void endWithdrawn() {
    sessions.endWhere(this::noLongerAllowed);
  }

  private Optional<Ending> noLongerAllowed(LiveSession session) {
    MachineEntry was = session.machine();
    Fleet now = fleet;
    Optional<MachineEntry> machine = now.machine(was.tenant(), was.name());
    if (machine.isEmpty()) {
      boolean elsewhere = !now.named(was.name()).isEmpty();
      return Optional.of(elsewhere ? Endings.WITHDRAWN : Endings.REMOVED);
    }
    boolean same =
        person(session.actor())
            .filter(as -> LoginResolver.sees(as, machine.get()))
            .filter(as -> Actor.mayType(as) == session.actor().mayType())
            .isPresent();
    return same ? Optional.empty() : Optional.of(Endings.WITHDRAWN);
  }

  /**
   * Makes sure that the console's screen shows what was said before this gateway started, as far as
   * the last 64 KiB of the record tell. Reads files the first time, and waits at most 2 s.
   */
  public void recall(LiveMachine machine, int port) {
    LiveMachine.Port at = machine.ports().get(port);
    if (at != null && at.preceded().compareAndSet(false, true)) {
      new ScreenRestore(audit.archive(), at.from()).recall(machine.entry(), port, at.console());
    }
  }

  /** The turns in which work of unknown length is done. */
  public WorkPool work() {
    return work;
  }

  /**
   * What this console's machine has said, from the recordings on.
   *
   * @param within the work whose steps reading it is
   */
  public History history(LiveMachine machine, int port, Work within) {
    MachineEntry entry = machine.entry();
    LiveMachine.Port at = machine.ports().get(port);
    return new History(
        new History.Recorded(
            audit.archive(),
            new RecordedConsole(entry.tenant(), entry.name(), port),
            at == null ? Long.MAX_VALUE : at.from()),
        machine.console(port).orElseThrow(),
        clock,
        within);
  }

  /** Opens a session: it has an id, is in the lists and in the record from here on. */
  public LiveSession open(Actor actor, LiveSession.Place place, Runnable wake) {
    LiveSession session = new LiveSession(audit.newSession(), actor, place, clock.instant(), wake);
    audit.opened(session.opened(), session.role());
    sessions.opened(session);
    noLongerAllowed(session).ifPresent(session::end); // the fleet may have changed on the way here
    return session;
  }

  /** Closes what {@link #open} opened. */
  public void close(LiveSession session, long bytesOut, long bytesIn, SessionEnd end) {
    audit.closed(
        new SessionClosed(session.id(), clock.instant(), bytesOut, bytesIn, end), session.role());
    sessions.closed(session.id());
  }

  /** Ends a session for an admin. False when there is none of this id. */
  public boolean kill(Actor admin, String id, String reason) {
    Optional<LiveSession> session = sessions.session(id);
    Map<String, String> about = new TreeMap<>(admin.about());
    about.put("session", id);
    about.put("reason", reason);
    session.ifPresent(s -> about.put("machine", s.machine().name()));
    session.ifPresent(s -> about.put("tenant", s.machine().tenant()));
    audit.event(EventKind.KILL, session.isPresent() ? Outcome.OK : Outcome.FAILED, about);
    session.ifPresent(s -> s.end(Endings.killed(admin.person(), reason)));
    return session.isPresent();
  }

  /** Writes down an act of a person at a machine that is done elsewhere. */
  public void event(EventKind kind, Outcome outcome, Actor actor, Map<String, String> more) {
    events.event(kind, outcome, actor, more);
  }

  /**
   * Whether this key may do another thing now that is written down; counts it if so. There is a
   * limit for each key, and none may act while the record could lose its events.
   */
  public MayAct mayAct(String fingerprint) {
    if (!audit.awaitRoom(Duration.ZERO)) {
      return MayAct.NOT_RECORDED;
    }
    return events.mayAct(fingerprint) ? MayAct.YES : MayAct.TOO_OFTEN;
  }

  /** Whether somebody may act now. */
  public enum MayAct {
    YES,
    TOO_OFTEN,
    NOT_RECORDED
  }

  /** Writes down that a login was refused something, for each person it stood for. */
  public void refused(Caller caller, Map<String, String> more) {
    for (Person person : caller.people()) {
      Map<String, String> about = new TreeMap<>(more);
      if (!person.tenant().isEmpty()) {
        about.put("tenant", person.tenant());
      }
      events.event(EventKind.REFUSED, Outcome.REFUSED, Actor.of(caller, person), about);
    }
  }

  /** Tells everyone that the gateway stops, and waits until they have gone, at most 3 s. */
  @Override
  public void close() {
    trials.close();
    sessions.endWhere(session -> Optional.of(Endings.SHUTDOWN));
    work.close();
    long deadline = System.nanoTime() + 3_000_000_000L;
    while (!sessions.all().isEmpty() && System.nanoTime() < deadline) {
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000L);
    }
    machines.close();
    state.close();
    events.flush();
  }
}
