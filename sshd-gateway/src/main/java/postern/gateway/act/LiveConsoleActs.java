package postern.gateway.act;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import postern.audit.EventKind;
import postern.audit.Health;
import postern.audit.MarkKind;
import postern.audit.Outcome;
import postern.gateway.config.MachineEntry.BreakPolicy;
import postern.gateway.config.MachineEntry.Output;
import postern.gateway.config.PortEntry;
import postern.gateway.history.History;
import postern.gateway.machine.ArmedReset;
import postern.gateway.machine.LiveMachine;
import postern.gateway.pacing.PacedTyping;
import postern.mux.AskOutcome;
import postern.mux.Attachment;
import postern.mux.Console;
import postern.mux.KeyboardOutcome;
import postern.mux.Notice;
import postern.mux.Participant;
import postern.mux.SizeSource;
import postern.power.Machine;
import postern.power.PowerAction;
import postern.power.PowerState;

/** The acts of one console session of one person. */
final class LiveConsoleActs implements ConsoleActs {
  private final Acts acts;
  private final EventWriter events;
  private final LiveSession session;
  private final LiveMachine machine;
  private final String escape;

  LiveConsoleActs(Acts acts, EventWriter events, LiveSession session, String escape) {
    this.acts = acts;
    this.events = events;
    this.session = session;
    this.machine = session.who().machine();
    this.escape = escape;
  }

  @Override
  public String machine() {
    String name = machine.entry().name();
    return session.port() == 1 ? name : name + ":" + session.port();
  }

  @Override
  public Console console() {
    return session.console();
  }

  @Override
  public Participant participant() {
    return session.participant();
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
    return acts.health() instanceof Health.Failing(String why)
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
    return machine.armedReset().map(ArmedReset::due);
  }

  @Override
  public Optional<PowerState> power() {
    return machine.power().map(m -> machine.powerSeen());
  }

  @Override
  public Set<PowerAction> powerActions() {
    Optional<Machine> backend = machine.power();
    return backend.isEmpty() || !session.actor().mayType()
        ? EnumSet.noneOf(PowerAction.class)
        : backend.get().actions();
  }

  @Override
  public Attachment attach(Runnable output) {
    return session.attach(output);
  }

  @Override
  public History history(BooleanSupplier gone) {
    acts.views().looked(session.who(), "history");
    BooleanSupplier unwanted = () -> session.ending().isPresent() || gone.getAsBoolean();
    return acts.views()
        .history(
            machine,
            session.port(),
            acts.work().beginUncounted(session.actor().person(), unwanted));
  }

  @Override
  public KeyboardOutcome takeKeyboard(Attachment at, boolean force) {
    return events.mayAct(session.actor().key()) == MayAct.YES
        ? acts.keyboard().take(session.who(), at, force)
        : new KeyboardOutcome.NotNow();
  }

  @Override
  public KeyboardOutcome overrideLock(Attachment at, String reason) {
    return events.mayAct(session.actor().key()) == MayAct.YES
        ? acts.keyboard().overrideLock(session.who(), at, reason)
        : new KeyboardOutcome.NotNow();
  }

  @Override
  public void releaseKeyboard(Attachment at) {
    at.releaseKeyboard();
  }

  @Override
  public AskOutcome askForKeyboard(Attachment at) {
    return at.askForKeyboard();
  }

  @Override
  public Optional<Participant> answerRequest(Attachment at, boolean yes) {
    return at.answerRequest(yes);
  }

  @Override
  public void message(String line) {
    String said = participant().name() + " says: " + line;
    console().tell(new Notice.Text(said));
    mark(MarkKind.MESSAGE, said);
    event(EventKind.MESSAGE, EventField.TEXT, line);
  }

  @Override
  public void note(String line) {
    mark(MarkKind.NOTE, participant().name() + ": " + line);
    event(EventKind.NOTE, EventField.TEXT, line);
  }

  private void mark(MarkKind what, String text) {
    LiveMachine.Port port = machine.ports().get(session.port());
    if (port != null) {
      port.recording().mark(what, text);
    }
  }

  @Override
  public void toldSize(int rows, int cols) {
    PortEntry port = machine.entry().ports().get(session.port());
    if (port != null) {
      console().size(rows, cols, SizeSource.TOLD);
      acts.stored().sizes().store(console().id(), port, rows, cols);
      event(EventKind.SIZE, EventField.ACTION, cols + "x" + rows);
    }
  }

  @Override
  public BreakResult sendBreak(Attachment at, Duration length) {
    return acts.breaks().send(session.who(), at, length);
  }

  @Override
  public BreakResult pressSysRq(Attachment at, char key) {
    return acts.breaks().pressSysRq(session.who(), at, key);
  }

  @Override
  public void pasted(PacedTyping typing, PacedTyping.Progress how) {
    acts.typing().over(session.who(), typing, how);
  }

  @Override
  public void reopen() {
    console().reopen();
    event(EventKind.LINE, EventField.ACTION, "reopen");
  }

  /** Forces the action: the person has confirmed it and has seen who typed last. */
  @Override
  public PowerResult power(PowerAction action) {
    return acts.power().act(session.actor(), machine, action, true);
  }

  @Override
  public @Nullable Ending ended() {
    return session.ending().orElse(null);
  }

  @Override
  public void close(Ending how) {
    session.close(how.end());
  }

  private void event(EventKind kind, EventField field, String value) {
    EventFields about = EventFields.at(session.who()).with(field, value);
    events.event(kind, Outcome.OK, session.actor(), about);
  }
}
