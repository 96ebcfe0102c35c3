package postern.gateway.act;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import postern.audit.EventKind;
import postern.audit.Health;
import postern.audit.MarkKind;
import postern.audit.Outcome;
import postern.audit.SessionRole;
import postern.gateway.access.Actor;
import postern.gateway.config.MachineEntry;
import postern.gateway.config.MachineEntry.BreakPolicy;
import postern.gateway.config.MachineEntry.Output;
import postern.gateway.config.Person;
import postern.gateway.config.PortEntry;
import postern.gateway.history.History;
import postern.gateway.machine.ArmedReset;
import postern.gateway.machine.LiveMachine;
import postern.mux.Attachment;
import postern.mux.BreakOutcome;
import postern.mux.Console;
import postern.mux.KeyboardOutcome;
import postern.mux.Notice;
import postern.mux.Participant;
import postern.power.Machine;
import postern.power.PowerAction;
import postern.power.PowerOutcome;
import postern.power.PowerState;

/**
 * One person's session at one console, as the acts keeps it: permission, deed and event together.
 */
public final class LiveConsoleActs implements ConsoleActs {
  private final Acts acts;
  private final LiveMachine machine;
  private final Actor actor;
  private final String escape;
  private final LiveSession session;
  private final Console console;
  private final Participant participant;

  /**
   * Opens the session: from here on it is in the lists and in the record, until {@link #left}.
   *
   * @param wake makes the session's channel look again
   */
  public LiveConsoleActs(Acts acts, LiveMachine machine, int port, Visit visit, Runnable wake) {
    this.acts = acts;
    this.machine = machine;
    this.actor = visit.actor();
    this.escape = visit.as().escape();
    this.console = machine.console(port).orElseThrow();
    acts.recall(machine, port);
    LiveSession.Place place =
        new LiveSession.Place(
            machine.entry(), port, SessionRole.WATCHER, console.status().endOffset());
    this.session = acts.open(actor, place, wake);
    boolean mayType = actor.mayType() && !visit.watch();
    this.participant =
        new Participant(
            session.id().text(), actor.person(), actor.source(), session.since(), mayType);
    machine.refreshPower(wake);
  }

  /**
   * Who comes, as whom.
   *
   * @param watch this session never gets the keyboard, whatever the person may
   */
  public record Visit(Actor actor, Person as, boolean watch) {}

  @Override
  public String machine() {
    MachineEntry entry = machine.entry();
    return session.port() == 1 ? entry.name() : entry.name() + ":" + session.port();
  }

  @Override
  public Console console() {
    return console;
  }

  @Override
  public History history(BooleanSupplier gone) {
    event(EventKind.VIEW, Outcome.OK, Map.of("action", "history"));
    BooleanSupplier unwanted = () -> session.ending().isPresent() || gone.getAsBoolean();
    return acts.history(machine, session.port(), acts.work().stay(actor.person(), unwanted));
  }

  @Override
  public Participant participant() {
    return participant;
  }

  @Override
  public String escape() {
    return escape;
  }

  @Override
  public BreakPolicy breakPolicy() {
    return machine.entry().breakPolicy();
  }

  @Override
  public Output output() {
    return machine.entry().output();
  }

  @Override
  public String recorded() {
    return acts.audit().health() instanceof Health.Failing(String why)
        ? "NOT recorded now: " + why
        : "all output; of typing only how much";
  }

  @Override
  public boolean strict() {
    return acts.strict();
  }

  @Override
  public String profile() {
    return machine.profile().orElse("");
  }

  @Override
  public Optional<Instant> resetAt() {
    return machine.trial().map(ArmedReset::due);
  }

  @Override
  public Optional<PowerState> power() {
    return machine.power().map(m -> machine.powerSeen());
  }

  @Override
  public Set<PowerAction> powerActions() {
    Optional<Machine> backend = machine.power();
    return backend.isEmpty() || !actor.mayType()
        ? EnumSet.noneOf(PowerAction.class)
        : backend.get().actions();
  }

  @Override
  public Attachment attach(Runnable wake) {
    Attachment attachment = console.attach(participant, wake);
    session.counts(console, attachment);
    return attachment;
  }

  @Override
  public KeyboardOutcome takeKeyboard(Attachment at, boolean force) {
    if (acts.mayAct(actor.key()) != Acts.MayAct.YES) {
      return new KeyboardOutcome.NotNow();
    }
    KeyboardOutcome outcome = at.takeKeyboard(force);
    if (outcome instanceof KeyboardOutcome.Granted) {
      session.hasKeyboard();
    } else {
      Map<String, String> more = new TreeMap<>();
      more.put("action", force ? "force" : "take");
      console.status().keyboard().ifPresent(holder -> more.put("from", holder.name()));
      event(EventKind.KEYBOARD, Outcome.REFUSED, more);
    }
    return outcome;
  }

  @Override
  public KeyboardOutcome overrideLock(Attachment at, String reason) {
    if (acts.mayAct(actor.key()) != Acts.MayAct.YES) {
      return new KeyboardOutcome.NotNow();
    }
    KeyboardOutcome outcome = at.overrideLock(reason);
    boolean mine = outcome instanceof KeyboardOutcome.Granted;
    if (mine) {
      session.hasKeyboard();
    }
    event(
        EventKind.KEYBOARD,
        mine ? Outcome.OK : Outcome.REFUSED,
        Map.of("action", "unlock", "reason", reason));
    return outcome;
  }

  @Override
  public void message(String line) {
    String said = participant.name() + " says: " + line;
    console.tell(new Notice.Text(said));
    mark(MarkKind.MESSAGE, said);
    event(EventKind.MESSAGE, Outcome.OK, Map.of("text", line));
  }

  @Override
  public void note(String line) {
    mark(MarkKind.NOTE, participant.name() + ": " + line);
    event(EventKind.NOTE, Outcome.OK, Map.of("text", line));
  }

  private void mark(MarkKind what, String text) {
    LiveMachine.Port port = machine.ports().get(session.port());
    if (port != null) {
      port.recording().mark(what, text);
    }
  }

  /** A User-Mode Linux guest has no line that could carry a break. */
  @Override
  public boolean sysRqByBackend() {
    return machine.entry().sysRqByBackend();
  }

  @Override
  public Optional<String> sysRq(char key) {
    return machine
        .power()
        .map(backend -> backend.sendSysRq(key))
        .orElse(Optional.of("this machine has no power control"));
  }

  @Override
  public void toldSize(int rows, int cols) {
    PortEntry port = machine.entry().ports().get(session.port());
    if (port != null) {
      acts.toldSize(console, port, rows, cols);
      event(EventKind.SIZE, Outcome.OK, Map.of("action", cols + "x" + rows));
    }
  }

  @Override
  public void did(EventKind kind, Outcome outcome, Map<String, String> about) {
    event(kind, outcome, about);
  }

  @Override
  public void releaseKeyboard(Attachment at) {
    at.releaseKeyboard();
  }

  @Override
  public BreakOutcome sendBreak(Attachment at, Duration length) {
    BreakOutcome outcome = at.sendBreak(length);
    if (outcome instanceof BreakOutcome.Sent) {
      event(EventKind.BREAK, Outcome.OK, Map.of("length", length.toMillis() + " ms"));
    }
    return outcome;
  }

  @Override
  public BreakOutcome breakByBackend(Duration length, String line) {
    Optional<Machine> power = machine.power();
    Optional<String> why =
        power.isEmpty()
            ? Optional.of(line)
            : power.get().sendBreak().map(no -> NoBreak.words(line, no));
    event(
        EventKind.BREAK,
        why.isEmpty() ? Outcome.OK : Outcome.FAILED,
        Map.of("length", length.toMillis() + " ms", "reason", why.orElse("")));
    return why.<BreakOutcome>map(BreakOutcome.Cannot::new).orElseGet(BreakOutcome.Sent::new);
  }

  @Override
  public void pasted(Outcome outcome, long bytes, String echo) {
    event(EventKind.SEND, outcome, Map.of("bytes", "" + bytes, "echo", echo));
  }

  @Override
  public void reopen(Attachment at) {
    console.reopen();
    event(EventKind.LINE, Outcome.OK, Map.of("action", "reopen"));
  }

  /** The person was asked and has seen who typed there last, so that is no reason to refuse. */
  @Override
  public PowerOutcome power(PowerAction action) {
    PowerResult result = acts.power().act(actor, machine, action, true);
    return result instanceof PowerResult.Done(PowerOutcome outcome)
        ? outcome
        : new PowerOutcome.Refused(PowerText.line(result));
  }

  @Override
  public @Nullable Ending ended() {
    return session.ending().orElse(null);
  }

  @Override
  public void left(Attachment at, Ending how) {
    long said = Math.max(0, console.status().endOffset() - session.startOffset());
    acts.close(session, said, at.typed(), how.end());
  }

  private void event(EventKind kind, Outcome outcome, Map<String, String> more) {
    Map<String, String> about = new TreeMap<>(more);
    about.put("machine", machine.entry().name());
    about.put("tenant", machine.entry().tenant());
    about.put("session", session.id().text());
    acts.event(kind, outcome, actor, about);
  }
}
