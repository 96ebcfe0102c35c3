package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;
import postern.gateway.rig.Terminal;

/** Help, wrong use, lists and exit codes of every command, with the OpenSSH client. */
@Tag("long")
@Timeout(180)
final class CommandTableTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String POWER =
      """
      power = { at = "command:", on = ["true"], off = ["true"], status = ["echo", "%s"] }
      """;

  @TempDir private static Path dir;
  private static final List<FakeMachine> machines = new ArrayList<>();
  private static Gateway gateway;

  /** A login name, with the key to log in with. */
  private record Login(String key, String name) {}

  private static final Login TENANT = new Login("rita", "web1");
  private static final Login WATCHER = new Login("walt", "web1");
  private static final Login LIST = new Login("rita", "list");
  private static final Login ADMIN = new Login("ada", "admin");
  private static final Login AUDIT = new Login("otto", "audit");

  /** A command with the exit code and the message to expect. */
  private record Case(Login login, String words, int exit, String says) {
    Case with(String more) {
      return new Case(login, words + more, exit, says);
    }
  }

  @BeforeAll
  static void open() throws IOException {
    Site site = Site.in(dir);
    StringBuilder fleet = new StringBuilder();
    fleet
        .append(site.person("red", "rita"))
        .append(site.person("red", "rosa"))
        .append(site.person("red", "walt"))
        .append("access = \"watch\"\n")
        .append(site.person("blue", "bob"))
        .append("[tenant.red.person.both]\n" + site.keys("both"))
        .append("[tenant.blue.person.both]\n" + site.keys("both"))
        .append(site.admin("ada"))
        .append(site.auditor("otto"))
        .append("[tenant.red.auditor.carol]\n" + site.keys("carol"))
        .append(echoing("web1", "red"))
        .append(POWER.formatted("on"))
        .append(echoing("held", "red"))
        .append(POWER.formatted("on"))
        .append(echoing("off", "red"))
        .append("power = { at = \"command:\", reset = [\"true\"], status = [\"echo\", \"off\"] }\n")
        .append(echoing("bare", "red"))
        .append("power = false\n")
        .append(FakeMachine.entry("down", "red", dir.resolve("nothing")));
    site.fleet("red.toml", fleet.toString());
    site.fleet("blue.toml", echoing("web1", "blue"));
    gateway = Gateway.start(site);
    machines.forEach(FakeMachine::awaitConnected);
  }

  private static String echoing(String name, String tenant) throws IOException {
    FakeMachine machine = FakeMachine.echoing(dir.resolve(tenant + "-" + name));
    machines.add(machine);
    return machine.entry(name, tenant);
  }

  @AfterAll
  static void close() throws IOException {
    gateway.close();
    for (FakeMachine machine : machines) {
      machine.close();
    }
  }

  @Test
  void everyCommandHasHelpAndRefusesUnknownOptionsInOneLine() throws Exception {
    List<Case> cases = new ArrayList<>();
    for (Login login : List.of(TENANT, LIST, ADMIN, AUDIT)) {
      List<String> names = commands(login);
      assertThat(names).hasSizeGreaterThanOrEqualTo(2);
      for (String name : names) {
        cases.add(new Case(login, name + " --help", 0, "usage: ssh \\S+ " + name + "[ \n]"));
        cases.add(new Case(login, name + " --no-such", -1, ""));
      }
      String first = names.getFirst();
      cases.add(new Case(login, "help " + first, 0, "^usage: ssh \\S+ " + first + " "));
      cases.add(new Case(login, "help nosuch", 2, "unknown command nosuch"));
      cases.add(new Case(login, "uptime", 2, "unknown command uptime"));
      cases.add(new Case(login, "'open", 2, "the quote ' is not closed"));
    }
    for (Ran ran : run(cases, "-T")) {
      if (ran.wanted.exit >= 0) {
        ran.mustBe();
      } else if (ran.got.exit() == 1) {
        assertThat(ran.got.err()).matches("postern: \\S+ is not built yet\n");
      } else {
        assertThat(ran.got.exit()).as(ran.toString()).isEqualTo(2);
        assertThat(ran.got.err()).matches("postern: unknown option --no-such[^\n]*; usage: .*\n");
      }
    }
  }

  private static List<String> commands(Login login) {
    Program.Outcome help = gateway.as(login.key).run(login.name, "help");
    assertThat(help.exit()).isZero();
    return help.text().lines().skip(1).map(line -> line.strip().replaceFirst(" .*", "")).toList();
  }

  @Test
  void listsAreJsonAndCsvWithTheNamesOfTheManual() throws Exception {
    String state = "power since reason console keyboard watchers last_output profile try";
    String session =
        "session machine tenant person key source since until role bytes_out bytes_in end";
    List<Case> cases =
        List.of(
            new Case(TENANT, "status", 0, "machine " + state),
            new Case(TENANT, "power status", 0, "machine power since reason"),
            new Case(TENANT, "power on", 0, "machine action outcome reason"),
            new Case(TENANT, "who", 0, "person source since role session"),
            new Case(TENANT, "sessions", 0, session),
            new Case(TENANT, "log", 0, "time text"),
            new Case(TENANT, "profiles", 0, "profile in_force kept"),
            new Case(TENANT, "rescue", 0, "playbook steps about"),
            new Case(TENANT, "try", 0, "machine due armed person"),
            new Case(LIST, "list", 0, "tenant machine " + state),
            new Case(LIST, "status", 0, "tenant machine " + state),
            new Case(ADMIN, "machines", 0, "tenant machine " + state),
            new Case(ADMIN, "sessions", 0, session),
            new Case(ADMIN, "power red/web1 status", 0, "tenant machine power since reason"),
            new Case(ADMIN, "power red/web1 on --force", 0, "tenant machine action outcome reason"),
            new Case(AUDIT, "sessions", 0, session));
    gateway.as("rita").run("web1", "send", "hello");
    try (Program watching = gateway.as("walt").start("web1")) {
      gateway.as("rita").run("web1", "wait", "hello");
      for (Ran ran : run(cases.stream().map(c -> c.with(" --csv")).toList(), "-T")) {
        assertThat(ran.got.exit()).as(ran.toString()).isZero();
        assertThat(ran.got.text().lines().findFirst().orElse(""))
            .isEqualTo(ran.wanted.says.replace(' ', ','));
      }
      for (Ran ran : run(cases.stream().map(c -> c.with(" --json")).toList(), "-T")) {
        assertThat(ran.got.exit()).as(ran.toString()).isZero();
        ran.got.text().lines().forEach(line -> assertThat(names(line)).isEqualTo(ran.wanted.says));
      }
      assertThat(watching.process().isAlive()).isTrue();
    }
    Program.Outcome events = gateway.as("otto").run("audit", "events", "--json");
    assertThat(events.text().lines())
        .hasSizeGreaterThan(10)
        .allSatisfy(line -> assertThat(names(line)).startsWith("id v time event outcome machine "));
    Program.Outcome csv = gateway.as("otto").run("audit", "events", "--event", "send", "--csv");
    assertThat(csv.text()).contains(",\"{\"\"bytes\"\":\"\"6\"\",\"\"echo\"\":\"\"");
    String local = gateway.as("rita").run("web1", "status", "--local", "--json").text();
    assertThat(local).containsPattern("\"last_output\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:");
  }

  /** Returns the names of the fields in order; the line must be one JSON object. */
  private static String names(String line) {
    List<String> names = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(line)) {
      assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        names.add(json.currentName());
        assertThat(json.nextToken().isScalarValue()).isTrue();
      }
      assertThat(json.nextToken()).isNull();
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + line, e);
    }
    return String.join(" ", names);
  }

  @Test
  void exitCodesAreThoseOfTheManualWithAndWithoutATerminal() throws Exception {
    Login nosuch = new Login("rita", "nosuch");
    Login other = new Login("rita", "blue/web1");
    Login bare = new Login("rita", "bare");
    Login off = new Login("rita", "off");
    Login down = new Login("rita", "down");
    String notYours = "no such machine, or not yours";
    String watchOnly = "not permitted: you may watch this machine only";
    List<Case> cases = new ArrayList<>();
    cases.add(new Case(TENANT, "power on", 0, "web1: already on"));
    cases.add(new Case(off, "try", 0, "no reset is armed"));
    cases.add(new Case(bare, "power on", 1, "no power control"));
    cases.add(new Case(bare, "break", 1, "no break sent: a plain socket has no break"));
    cases.add(new Case(bare, "sysrq h", 1, "no SysRq: a plain socket has no break"));
    cases.add(new Case(bare, "try 5m", 1, "cannot be reset"));
    cases.add(new Case(bare, "keep", 1, "no reset is armed"));
    cases.add(new Case(off, "power reset", 1, "the machine is off"));
    cases.add(new Case(off, "power nmi", 1, "has no nmi"));
    cases.add(new Case(down, "send hello", 1, "the line is down: unix:"));
    cases.add(new Case(down, "log --boot -1", 1, "no such boot"));
    cases.add(new Case(ADMIN, "kill nosuch", 1, "no live session nosuch"));
    cases.add(new Case(ADMIN, "status --check", 1, ""));
    for (String wrong :
        List.of("power", "power up", "send", "wait", "wait '(a'", "sysrq hh", "boot nosuch")) {
      cases.add(new Case(TENANT, wrong, 2, "usage: "));
    }
    for (String act : List.of("power on", "send x", "break", "sysrq h", "reboot", "shutdown")) {
      cases.add(new Case(WATCHER, act, 3, watchOnly));
    }
    for (String act : List.of("boot", "try 5m", "keep")) {
      cases.add(new Case(WATCHER, act, 3, watchOnly));
    }
    cases.add(new Case(WATCHER, "status", 0, "web1"));
    cases.add(new Case(nosuch, "status", 3, notYours));
    cases.add(new Case(other, "status", 3, notYours));
    cases.add(new Case(new Login("otto", "web1"), "status", 3, notYours));
    cases.add(new Case(new Login("rita", "admin"), "sessions", 3, notYours));
    cases.add(new Case(new Login("ada", "audit"), "sessions", 3, notYours));
    cases.add(new Case(LIST, "list zz*", 3, "none of your machines"));
    cases.add(new Case(LIST, "list WEB*", 0, "web1"));
    cases.add(new Case(ADMIN, "power nosuch on", 3, "no such machine"));
    cases.add(new Case(AUDIT, "show nosuch", 3, "no such session"));
    cases.add(new Case(TENANT, "wait --new --timeout 1s nosuch", 5, "not seen in 1 s"));
    cases.add(new Case(new Login("both", "web1"), "status", 2, "blue/web1, red/web1; use TENANT/"));
    cases.add(new Case(new Login("both", "red/web1"), "status", 0, "on"));
    cases.add(new Case(new Login("both", "blue/web1"), "status", 0, "unknown"));
    for (String terminal : List.of("-T", "-tt")) {
      run(cases, terminal).forEach(Ran::mustBe);
    }
  }

  @Test
  void watchLoginCannotTypeWithAnyCommand() throws Exception {
    List<Case> cases = new ArrayList<>();
    Login held = new Login("rita", "held+watch");
    for (String act : List.of("send x", "send --force x", "break", "sysrq h")) {
      cases.add(new Case(held, act, 3, "not permitted: a \\+watch login never types"));
    }
    cases.add(new Case(held, "status", 0, "held"));
    cases.add(new Case(held, "power on", 0, "already on"));
    for (String terminal : List.of("-T", "-tt")) {
      run(cases, terminal).forEach(Ran::mustBe);
    }
  }

  @Test
  void unknownEventIsWrongUse() throws Exception {
    String known = "no event NOSUCH; events are start stop login .* keeper; usage: ";
    List<Case> cases = new ArrayList<>();
    for (String auditor : List.of("otto", "carol")) {
      cases.add(new Case(new Login(auditor, "audit"), "events --event NOSUCH", 2, known));
    }
    run(cases, "-T").forEach(Ran::mustBe);
  }

  @Test
  void outputWritesTheBytesOfOneMachineOrSaysWhyNot() throws Exception {
    gateway.as("rita").run("web1", "send", "hello", "--force");
    machines.getLast().say("blue\r\n");
    assertThat(gateway.as("bob").run("web1", "wait", "blue").exit()).isZero();
    Case none = new Case(AUDIT, "output red/web1 nosuch", 3, "nosuch: nothing is recorded of it");
    Case two = new Case(AUDIT, "output web1", 2, "blue/web1, red/web1; use TENANT/NAME");
    run(List.of(none, two), "-T").forEach(Ran::mustBe);
    Case raw = new Case(AUDIT, "output red/web1", 2, "do not go to a terminal");
    run(List.of(raw), "-tt").forEach(Ran::mustBe);
  }

  @Test
  void auditorOfATenantFindsNothingOfAnotherTenant() throws Exception {
    machines.getLast().say("blue\r\n");
    assertThat(gateway.as("bob").run("web1", "wait", "blue").exit()).isZero();
    for (String list : List.of("sessions", "events")) {
      assertThat(gateway.as("otto").run("audit", list, "--tenant", "blue").text()).contains("bob");
      Program.Outcome hers = gateway.as("carol").run("audit", list, "--tenant", "blue", "--json");
      assertThat(hers.exit()).isZero();
      assertThat(hers.bytes()).as(hers.toString()).isEmpty();
      assertThat(gateway.as("carol").run("audit", list).text()).doesNotContain("blue");
    }
    Login carol = new Login("carol", "audit");
    Case none = new Case(carol, "output blue/web1", 3, "nothing is recorded of it");
    run(List.of(none), "-T").forEach(Ran::mustBe);
  }

  @Test
  void busyNamesTheOtherPersonUnlessForced() throws Exception {
    Login held = new Login("rita", "held");
    try (Program rosa = gateway.as("rosa").start("held")) {
      rosa.type("rosa was here\r".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      assertThat(gateway.as("rita").run("held", "wait", "'rosa was here'").exit()).isZero();
      List<Case> busy =
          List.of(
              new Case(held, "send x", 4, "red/rosa has the keyboard; --force takes it"),
              new Case(held, "break", 4, "red/rosa has the keyboard"),
              new Case(held, "sysrq h", 4, "red/rosa has the keyboard"),
              new Case(held, "power off", 4, "red/rosa typed there \\d+ s ago"),
              new Case(ADMIN, "power held off", 4, "red/rosa typed there"));
      run(busy, "-T").forEach(Ran::mustBe);
      String sessions = gateway.as("ada").run("admin", "sessions", "--json").text();
      assertThat(sessions)
          .containsPattern(
              "\"person\":\"red/rosa\".*\"until\":null,\"role\":\"writer\","
                  + "\"bytes_out\":14,\"bytes_in\":14,\"end\":null");
      assertThat(gateway.as("rita").run("held", "sessions", "--json").text())
          .containsPattern("\"role\":\"writer\",\"bytes_out\":14,\"bytes_in\":14,\"end\":null");
      Program.Outcome forced = gateway.as("rita").run("held", "send", "taken", "--force", "--json");
      assertThat(forced.text()).isEqualTo("{\"machine\":\"held\",\"bytes\":6,\"echo\":\"seen\"}\n");
      machines.get(1).awaitGot("taken\r");
      assertThat(gateway.as("otto").run("audit", "sessions", "--machine", "held", "--json").text())
          .containsPattern("\"role\":\"send\",\"bytes_out\":6,\"bytes_in\":6,\"end\":\"left\"");
    }
    Program.Outcome armed = gateway.as("rita").run("off", "try", "5m");
    assertThat(armed.text()).matches("off: reset at \\S{23}Z unless someone says `keep`\n");
    Program.Outcome again = gateway.as("rosa").run("off", "try", "5m");
    assertThat(again.exit()).isEqualTo(4);
    assertThat(again.err()).contains("red/rita has armed a reset");
    assertThat(gateway.as("rita").run("off", "keep").exit()).isZero();
  }

  @Test
  void ambiguousNameOnATerminalOpensThePicker() {
    try (Terminal both = gateway.as("both").open("web1")) {
      both.awaitScreen(
          "several of your machines are called web1: blue/web1, red/web1[\\s\\S]*blue/web1 ");
      both.line("blue/web1").awaitScreen("you have the keyboard");
      both.keys("C-e").type("c.");
      assertThat(both.awaitExit()).isZero();
    }
  }

  /** The outcome of a case. */
  private record Ran(Case wanted, Program.Outcome got) {
    void mustBe() {
      assertThat(got.exit()).as(toString()).isEqualTo(wanted.exit);
      if (wanted.exit <= 2 && got.err().isEmpty()) {
        assertThat(got.text()).as(toString()).containsPattern(wanted.says);
      } else {
        assertThat(got.err()).as(toString()).containsPattern(wanted.says);
        assertThat(got.err().strip().lines()).as(toString()).hasSize(1);
        assertThat(got.err()).as(toString()).startsWith("postern: ");
        assertThat(got.bytes()).as(toString()).isEmpty();
      }
    }
  }

  /** Runs the cases four at a time, in any order. */
  private static List<Ran> run(List<Case> cases, String terminal) throws Exception {
    List<Future<Ran>> all = new ArrayList<>();
    try (ExecutorService four = Executors.newFixedThreadPool(4)) {
      for (Case each : cases) {
        List<String> command =
            gateway.as(each.login.key).command(List.of(terminal, "-q"), each.login.name);
        command.add(each.words);
        all.add(
            four.submit(() -> new Ran(each, Program.run(LIMIT, command.toArray(String[]::new)))));
      }
    }
    List<Ran> ran = new ArrayList<>();
    for (Future<Ran> each : all) {
      ran.add(each.get());
    }
    return ran;
  }
}
