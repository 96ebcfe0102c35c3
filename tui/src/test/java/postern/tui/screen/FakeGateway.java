package postern.tui.screen;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import postern.tui.ActOutcome;
import postern.tui.AdminGateway;
import postern.tui.Alert;
import postern.tui.MachineRef;
import postern.tui.MachineRow;
import postern.tui.MachineRow.Line;
import postern.tui.MachineRow.Power;
import postern.tui.MachineRow.Typed;
import postern.tui.PowerMenuItem;
import postern.tui.SessionRow;

/** A gateway whose state a test sets. Acts wait for the outcome that the test gives. */
final class FakeGateway implements AdminGateway {
  final LinkedBlockingQueue<ActOutcome> outcomes = new LinkedBlockingQueue<>();
  final List<String> acts = new CopyOnWriteArrayList<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  volatile boolean admin = true;
  private volatile List<MachineRow> machines = List.of();
  private volatile List<SessionRow> sessions = List.of();
  private volatile List<Alert> alerts = List.of();

  static FakeGateway small(Instant now) {
    FakeGateway gateway = new FakeGateway();
    gateway.machines =
        List.of(
            new MachineRow(
                new MachineRef("red", "web10"),
                new Line.Down(now.minusSeconds(180), "connect: no such file"),
                Power.UNKNOWN,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            new MachineRow(
                new MachineRef("red", "web2"),
                new Line.Up(),
                Power.ON,
                Optional.of("red/alice"),
                2,
                Optional.of(now.minusSeconds(7200)),
                Optional.of(new Typed("red/alice", now.minusSeconds(12_000))),
                Optional.of("rescue")),
            up("blue", "db1", now.minusSeconds(86_400 * 3)));
    gateway.sessions =
        List.of(
            new SessionRow(
                "s-0002",
                "blue/bob",
                new MachineRef("blue", "db1"),
                "192.0.2.7",
                now.minusSeconds(4000),
                "watch",
                now.minusSeconds(4000),
                1234),
            new SessionRow(
                "s-0001",
                "red/alice",
                new MachineRef("red", "web2"),
                "2001:db8::1",
                now.minusSeconds(7000),
                "keyboard",
                now.minusSeconds(5000),
                12));
    return gateway;
  }

  static MachineRow up(String tenant, String name, Instant lastOutput) {
    return new MachineRow(
        new MachineRef(tenant, name),
        new Line.Up(),
        Power.ON,
        Optional.empty(),
        0,
        Optional.of(lastOutput),
        Optional.empty(),
        Optional.empty());
  }

  void machines(List<MachineRow> rows) {
    machines = List.copyOf(rows);
    notifyListeners();
  }

  void sessions(List<SessionRow> rows) {
    sessions = List.copyOf(rows);
    notifyListeners();
  }

  void alerts(List<Alert> now) {
    alerts = List.copyOf(now);
    notifyListeners();
  }

  void add(MachineRow row) {
    List<MachineRow> more = new ArrayList<>(machines);
    more.add(row);
    machines(more);
  }

  void remove(String name) {
    machines(machines.stream().filter(row -> !row.machine().name().equals(name)).toList());
  }

  void notifyListeners() {
    listeners.forEach(Runnable::run);
  }

  int listeners() {
    return listeners.size();
  }

  @Override
  public boolean isAdmin() {
    return admin;
  }

  @Override
  public List<MachineRow> machines() {
    return machines;
  }

  @Override
  public List<SessionRow> sessions() {
    return sessions;
  }

  @Override
  public List<Alert> alerts() {
    return alerts;
  }

  @Override
  public Subscription onChange(Runnable changed) {
    listeners.add(changed);
    return () -> listeners.remove(changed);
  }

  @Override
  public ActOutcome endSession(String id, String reason) {
    acts.add("end " + id);
    return outcome();
  }

  @Override
  public ActOutcome power(MachineRef machine, PowerMenuItem item) {
    acts.add("power " + item.word() + " " + machine);
    return outcome();
  }

  private ActOutcome outcome() {
    try {
      ActOutcome outcome = outcomes.poll(20, TimeUnit.SECONDS);
      return outcome == null ? new ActOutcome.Refused("the test gave no outcome") : outcome;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ActOutcome.Refused("interrupted");
    }
  }
}
