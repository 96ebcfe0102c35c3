package postern.tui;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import postern.tui.MachineRow.Line;
import postern.tui.MachineRow.Power;
import postern.tui.MachineRow.Typed;

/** A control room whose facts a test sets; acts wait for the outcome the test gives. */
final class FakeRoom implements ControlRoom {
  final LinkedBlockingQueue<ActOutcome> outcomes = new LinkedBlockingQueue<>();
  final List<String> acts = new CopyOnWriteArrayList<>();
  private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
  volatile boolean admitted = true;
  private volatile List<MachineRow> machines = List.of();
  private volatile List<SessionRow> sessions = List.of();
  private volatile List<Alert> alerts = List.of();

  static FakeRoom small(Instant now) {
    FakeRoom room = new FakeRoom();
    room.machines =
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
    room.sessions =
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
    return room;
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
    tell();
  }

  void sessions(List<SessionRow> rows) {
    sessions = List.copyOf(rows);
    tell();
  }

  void alerts(List<Alert> now) {
    alerts = List.copyOf(now);
    tell();
  }

  void add(MachineRow row) {
    List<MachineRow> more = new ArrayList<>(machines);
    more.add(row);
    machines(more);
  }

  void remove(String name) {
    machines(machines.stream().filter(row -> !row.machine().name().equals(name)).toList());
  }

  void tell() {
    watchers.forEach(Runnable::run);
  }

  int watched() {
    return watchers.size();
  }

  @Override
  public boolean admitted() {
    return admitted;
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
  public Watch onChange(Runnable changed) {
    watchers.add(changed);
    return () -> watchers.remove(changed);
  }

  @Override
  public ActOutcome endSession(String id, String reason) {
    acts.add("end " + id);
    return outcome();
  }

  @Override
  public ActOutcome power(MachineRef machine, PowerVerb verb) {
    acts.add("power " + verb.word() + " " + machine);
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
