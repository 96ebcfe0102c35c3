package postern.gateway.screens;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import postern.audit.Health;
import postern.audit.SessionRole;
import postern.gateway.access.Actor;
import postern.gateway.act.Acts;
import postern.gateway.act.LiveSession;
import postern.gateway.act.PowerResult;
import postern.gateway.act.PowerText;
import postern.gateway.admin.AdminContext;
import postern.gateway.machine.LiveMachine;
import postern.mux.Console;
import postern.mux.ConsoleListener;
import postern.mux.ConsoleStatus;
import postern.mux.LineState;
import postern.mux.Participant;
import postern.power.PowerAction;
import postern.tui.ActOutcome;
import postern.tui.AdminGateway;
import postern.tui.Alert;
import postern.tui.MachineRef;
import postern.tui.MachineRow;
import postern.tui.PowerMenuItem;
import postern.tui.SessionRow;

/** What the text UI shows to one admin and the acts that the admin does in it. */
final class AdminScreens implements AdminGateway, AutoCloseable {
  private static final Duration POWER_INTERVAL = Duration.ofSeconds(5);
  private static final int BATCH = 50;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Acts acts;
  private final Actor actor;
  private final AdminContext.FleetFiles files;
  private final Set<Runnable> listeners = new CopyOnWriteArraySet<>();
  private final Runnable whenChanged = this::changed;
  private final Set<Console> listening = ConcurrentHashMap.newKeySet();
  private final ConsoleListener consoleChanged = event -> changed();

  AdminScreens(Acts acts, Actor actor, AdminContext.FleetFiles files) {
    this.acts = acts;
    this.actor = actor;
    this.files = files;
    acts.sessions().listen(whenChanged);
    Thread.ofVirtual().name("power-watch " + actor.person()).start(this::watchPower);
  }

  /**
   * Asks for the power of all machines, a few at a time, so that changes from outside are shown.
   */
  private void watchPower() {
    try {
      while (!closed.await(POWER_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        int asked = 0;
        for (LiveMachine machine : acts.machines().all()) {
          if (machine.power().isPresent()) {
            machine.refreshPower(whenChanged);
            if (++asked % BATCH == 0 && closed.await(1, TimeUnit.SECONDS)) {
              return;
            }
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }

  Optional<LiveMachine> live(MachineRef ref) {
    return acts.access()
        .fleet()
        .machine(ref.tenant(), ref.name())
        .flatMap(acts.machines()::machine);
  }

  @Override
  public boolean isAdmin() {
    return acts.access().admits(actor);
  }

  @Override
  public List<MachineRow> machines() {
    List<MachineRow> rows = new ArrayList<>();
    for (LiveMachine machine : acts.machines().all()) {
      Console console = machine.console();
      if (listening.add(console)) {
        console.addOutputListener(consoleChanged);
      }
      rows.add(row(machine, console.status()));
    }
    return rows;
  }

  private static MachineRow row(LiveMachine machine, ConsoleStatus status) {
    int watchers = status.participants().size() - (status.keyboard().isPresent() ? 1 : 0);
    return new MachineRow(
        new MachineRef(machine.entry().tenant(), machine.entry().name()),
        status.line() instanceof LineState.Down down
            ? new MachineRow.Line.Down(down.since(), down.why())
            : new MachineRow.Line.Up(),
        MachineRow.Power.valueOf(machine.powerSeen().power().name()),
        status.keyboard().map(Participant::name),
        watchers,
        status.lastOutput(),
        status.lastTyped().map(t -> new MachineRow.Typed(t.by().name(), t.at())),
        machine.profile());
  }

  @Override
  public List<SessionRow> sessions() {
    return acts.sessions().all().stream().map(this::row).toList();
  }

  private SessionRow row(LiveSession session) {
    MachineRef ref = new MachineRef(session.machine().tenant(), session.machine().name());
    Optional<ConsoleStatus> status =
        live(ref).flatMap(m -> m.console(session.port())).map(Console::status);
    boolean holds =
        status
            .flatMap(ConsoleStatus::keyboard)
            .filter(v -> v.session().equals(session.id().text()))
            .isPresent();
    var active =
        status
            .flatMap(ConsoleStatus::lastTyped)
            .filter(t -> t.by().session().equals(session.id().text()))
            .map(ConsoleStatus.Typed::at)
            .orElse(session.since());
    long bytes = status.map(s -> s.endOffset() - session.startOffset()).orElse(0L);
    return new SessionRow(
        session.id().text(),
        session.actor().person(),
        ref,
        session.actor().source(),
        session.since(),
        holds ? "keyboard" : session.role() == SessionRole.WRITER ? "watch" : session.role().word(),
        active,
        Math.max(0, bytes));
  }

  @Override
  public List<Alert> alerts() {
    List<Alert> alerts = new ArrayList<>();
    if (acts.health() instanceof Health.Failing(String why)) {
      alerts.add(new Alert(Alert.Severity.BAD, "recording fails: " + why));
    }
    files
        .held()
        .ifPresent(
            why -> alerts.add(new Alert(Alert.Severity.WARNING, "removals are held: " + why)));
    files.faults().forEach(fault -> alerts.add(new Alert(Alert.Severity.WARNING, fault)));
    return alerts;
  }

  @Override
  public Subscription onChange(Runnable wake) {
    listeners.add(wake);
    return () -> listeners.remove(wake);
  }

  @Override
  public ActOutcome endSession(String id, String reason) {
    if (!isAdmin()) {
      return new ActOutcome.Refused(AdminTextUi.WITHDRAWN);
    }
    return acts.kill().session(actor, id, reason)
        ? new ActOutcome.Done("ended " + id)
        : new ActOutcome.Refused("session " + id + " has ended already");
  }

  @Override
  public ActOutcome power(MachineRef machine, PowerMenuItem item) {
    if (!isAdmin()) {
      return new ActOutcome.Refused(AdminTextUi.WITHDRAWN);
    }
    Optional<LiveMachine> live = live(machine);
    if (live.isEmpty()) {
      return new ActOutcome.Refused(machine + " is gone");
    }
    PowerAction action = PowerAction.valueOf(item.name());
    PowerResult result = acts.power().act(actor, live.get(), action, true);
    String line = machine + ": " + PowerText.line(result);
    return switch (PowerText.outcome(result)) {
      case OK, ALREADY -> new ActOutcome.Done(line);
      case UNSEEN -> new ActOutcome.NotSeen(line);
      case BUSY, REFUSED, FAILED -> new ActOutcome.Refused(line);
    };
  }

  @Override
  public void close() {
    closed.countDown();
    acts.sessions().forget(whenChanged);
    listening.forEach(console -> console.removeListener(consoleChanged));
  }
}
