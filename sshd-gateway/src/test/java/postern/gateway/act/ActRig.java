package postern.gateway.act;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import postern.audit.AuditSettings;
import postern.audit.AuditStore;
import postern.audit.Event;
import postern.audit.EventKind;
import postern.audit.EventQuery;
import postern.audit.Outcome;
import postern.audit.SessionEnd;
import postern.audit.SessionRole;
import postern.audit.store.FileAuditStore;
import postern.gateway.access.Actor;
import postern.gateway.config.Fleet;
import postern.gateway.config.MachineEntry;
import postern.gateway.config.MachineEntry.BreakPolicy;
import postern.gateway.config.MachineEntry.Output;
import postern.gateway.config.Person;
import postern.gateway.config.PortEntry;
import postern.gateway.config.PowerAddress;
import postern.gateway.config.PublicKeyEntry;
import postern.gateway.machine.Backends;
import postern.gateway.machine.FakePower;
import postern.gateway.machine.LiveMachine;
import postern.gateway.machine.StoredState;
import postern.gateway.rig.FakeMachine;
import postern.gateway.ssh.KeyUse;
import postern.mux.Attachment;
import postern.mux.ConsoleEvent;
import postern.mux.LineAddress;
import postern.mux.Notice;
import postern.mux.OnRelease;
import postern.mux.SerialMux;
import postern.mux.console.ConsoleMultiplexer;
import postern.power.control.PowerControl;

/**
 * All acts over one machine, {@code red/web1}, with a real console, a real event log and a fake
 * power control. Rita may type there, Wally may only watch, and Ann is an admin.
 */
final class ActRig implements AutoCloseable {
  static final Person RITA_ENTRY =
      person(Person.Role.TENANT, "red", "rita", Person.Access.TYPE, "SHA256:rita");
  static final Person WALLY_ENTRY =
      person(Person.Role.TENANT, "red", "wally", Person.Access.WATCH, "SHA256:wally");
  static final Person ANN_ENTRY =
      person(Person.Role.ADMIN, "", "ann", Person.Access.TYPE, "SHA256:ann");

  static final Actor RITA = actor("red/rita", "SHA256:rita", true, false);
  static final Actor WALLY = actor("red/wally", "SHA256:wally", false, false);
  static final Actor ANN = actor("admin/ann", "SHA256:ann", true, true);

  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final AuditStore audit;
  private final SerialMux mux;
  private final PowerControl control;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final FakeMachine machine;
  private final TestClock clock = new TestClock();
  private final Acts acts;
  private final FakePower power;

  /** One event as the log has it. */
  record Written(String outcome, Map<String, String> about) {}

  private ActRig(Path dir, MachineEntry entry) throws IOException {
    machine = FakeMachine.silent(socket(dir));
    Path data = dir.resolve("data");
    audit = FileAuditStore.open(data, new AuditSettings(true, 1 << 20, 1 << 20), clock);
    control = PowerControl.start(data.resolve("keeper"), List.of("false"));
    mux = ConsoleMultiplexer.start(Clock.systemUTC(), audit.nativeLibraries());
    StoredState stored = new StoredState(data, clock);
    acts = new Acts(new Backends(audit, mux, control), stored, true, clock);
    acts.follow(new Fleet(people(), List.of(entry)));
    power = FakePower.install(web1());
    web1()
        .console()
        .addListener(event -> {
          if (event instanceof ConsoleEvent.Announced(Notice.Text(String line))) {
            told.add(line);
          }
        });
  }

  static ActRig open(Path dir) throws IOException {
    return open(dir, entry(dir));
  }

  static ActRig open(Path dir, MachineEntry entry) throws IOException {
    return new ActRig(dir, entry);
  }

  /** {@code red/web1} with nothing special. */
  static MachineEntry entry(Path dir) {
    return entry(dir, BreakPolicy.ALLOW, Optional.empty());
  }

  static MachineEntry entry(Path dir, BreakPolicy breaks, Optional<PowerAddress> power) {
    return entry(dir, breaks, power, new OnRelease.Leave());
  }

  static MachineEntry entry(
      Path dir, BreakPolicy breaks, Optional<PowerAddress> power, OnRelease onRelease) {
    PortEntry port = new PortEntry(new LineAddress.UnixSocket(socket(dir)), 24, 80);
    TreeMap<Integer, PortEntry> ports = new TreeMap<>(Map.of(1, port));
    return new MachineEntry(
        "red", "web1", "", ports, power, Map.of(), breaks, Output.FILTERED, false, onRelease);
  }

  private static Path socket(Path dir) {
    return dir.resolve("line");
  }

  private static Person person(
      Person.Role role, String tenant, String name, Person.Access access, String key) {
    PublicKeyEntry entry = new PublicKeyEntry(key, "", List.of(), Optional.empty(), false);
    return new Person(role, tenant, name, access, List.of(entry), List.of("*"), "^Ec");
  }

  private static Actor actor(String name, String key, boolean mayType, boolean admin) {
    return new Actor(name, new KeyUse(key, "127.0.0.1", false), mayType, admin);
  }

  static List<Person> people() {
    return List.of(RITA_ENTRY, WALLY_ENTRY, ANN_ENTRY);
  }

  Acts acts() {
    return acts;
  }

  LiveMachine web1() {
    return acts.machines().all().iterator().next();
  }

  FakePower power() {
    return power;
  }

  /** The far end of the console's line. */
  FakeMachine machine() {
    return machine;
  }

  TestClock clock() {
    return clock;
  }

  AuditStore audit() {
    return audit;
  }

  /** A person who acts at the console with a command that is no session. */
  ConsoleActor at(Actor actor) {
    return new ConsoleActor(actor, web1(), 1, Optional.empty());
  }

  Attachment attach(Actor actor) {
    return acts.attach().briefly(at(actor), "test", () -> {});
  }

  LiveSession session(Actor actor) {
    SessionRole role = SessionRole.WATCHER;
    return acts.attach()
        .open(new Attach.Request(actor, web1(), 1, role, actor.mayType()), () -> {});
  }

  /** A session of a person with all that can be done in it. */
  ConsoleActs open(Actor actor, Person as) {
    Attach.Request request =
        new Attach.Request(actor, web1(), 1, SessionRole.WATCHER, actor.mayType());
    return acts.openConsole(request, as, () -> {});
  }

  /** Makes this the configuration. */
  void follow(List<Person> people, MachineEntry... machines) {
    acts.follow(new Fleet(people, Arrays.asList(machines)));
  }

  /** The fields of an event: those that say who, and these names and values by turns. */
  static Map<String, String> by(Actor actor, String... more) {
    Map<String, String> about = fields(more);
    about.putIfAbsent("person", actor.person());
    about.putIfAbsent("key", actor.key());
    about.putIfAbsent("source", actor.source());
    return about;
  }

  /** As {@link #by}, at {@code red/web1}. */
  static Map<String, String> atWeb1(Actor actor, String... more) {
    Map<String, String> about = by(actor, more);
    about.putAll(web1Fields());
    return about;
  }

  static Map<String, String> web1Fields(String... more) {
    Map<String, String> about = fields(more);
    about.put("machine", "web1");
    about.put("tenant", "red");
    return about;
  }

  static Map<String, String> fields(String... more) {
    Map<String, String> about = new TreeMap<>();
    for (int i = 0; i < more.length; i += 2) {
      about.put(more[i], more[i + 1]);
    }
    return about;
  }

  /** The events of this kind, oldest first. */
  List<Written> events(EventKind kind) {
    assertThat(audit.sync()).isTrue();
    List<Written> found = new ArrayList<>();
    try (Stream<Event> all = audit.archive().events(EventQuery.all())) {
      all.filter(e -> e.is(kind)).forEach(e -> found.add(written(e)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.reversed();
  }

  /** Without the monotonic time, which each event of a session has. */
  private static Written written(Event event) {
    Map<String, String> about = new TreeMap<>(event.about());
    about.remove("mono");
    return new Written(event.outcome(), about);
  }

  /** Waits until the event was written, with these fields and no other. */
  void awaitWritten(EventKind kind, Outcome outcome, Map<String, String> about) {
    Written wanted = new Written(outcome.word(), about);
    waiting("event " + kind.word()).untilAsserted(() -> assertThat(events(kind)).contains(wanted));
  }

  /** There is one event of this kind, with these fields and no other. */
  void assertWritten(EventKind kind, Outcome outcome, Map<String, String> about) {
    assertThat(events(kind)).containsExactly(new Written(outcome.word(), about));
  }

  /** Waits until everyone at the console was told a line with this text. */
  void awaitTold(String text) {
    await(text, () -> told.stream().anyMatch(line -> line.contains(text)));
  }

  static void await(String what, Callable<Boolean> condition) {
    waiting(what).until(condition);
  }

  private static ConditionFactory waiting(String what) {
    return Awaitility.await(what)
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5));
  }

  @Override
  public void close() throws IOException {
    acts.sessions().all().forEach(session -> session.close(SessionEnd.SHUTDOWN));
    acts.close();
    mux.close();
    control.close();
    audit.close();
    machine.close();
  }
}
