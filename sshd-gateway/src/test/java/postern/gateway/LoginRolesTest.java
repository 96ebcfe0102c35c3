package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.KeyAgent;
import postern.gateway.rig.Program;
import postern.gateway.rig.SecurityKey;
import postern.gateway.rig.Site;
import postern.gateway.rig.Terminal;

/** A login has the roles of the entries whose options hold, and no others, as long as they hold. */
@Tag("long")
@Timeout(120)
final class LoginRolesTest {
  private static final Duration WITHIN = Duration.ofSeconds(10); // 5 on a quiet host
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int DENIED = 255;
  private static final int NOT_YOURS = 3;

  @TempDir private Path dir;
  private Site site;
  private @Nullable Gateway running;

  @BeforeEach
  void open() throws IOException {
    site = Site.in(dir);
    site.fleet(
        "50-machines.toml",
        FakeMachine.entry("web1", "red", dir.resolve("web1.sock"))
            + FakeMachine.entry("web2", "blue", dir.resolve("web2.sock")));
    site.fleet("00-staff.toml", site.admin("ada") + site.auditor("otto"));
  }

  @AfterEach
  void close() {
    if (running != null) {
      running.close();
    }
  }

  private void start() throws IOException {
    running = Gateway.start(site);
  }

  private Gateway gateway() {
    return Objects.requireNonNull(running);
  }

  private String line(String key) throws IOException {
    return Files.readString(Path.of(site.key(key) + ".pub")).strip();
  }

  /** Returns an entry for a key with options. */
  private String entry(String table, String options, String key) throws IOException {
    return entryOf(table, options, line(key));
  }

  private static String entryOf(String table, String options, String line) {
    return "[" + table + "]\nkeys = ['" + (options.isEmpty() ? "" : options + " ") + line + "']\n";
  }

  private int exit(String key, String login, String... words) {
    return gateway().as(key).run(login, words).exit();
  }

  @Test
  void entryWhoseOptionsDoNotHoldGivesNoRole() throws IOException {
    List<String> failing =
        List.of("from=\"127.0.0.0/8,!127.0.0.1\"", "expiry-time=\"202001011200Z\",from=\"*\"");
    StringBuilder people = new StringBuilder();
    for (int i = 0; i < failing.size(); i++) {
      people.append(entry("tenant.red.person.k" + i, "", "k" + i));
      people.append(entry("tenant.blue.person.k" + i, failing.get(i), "k" + i));
      people.append(entry("admin.k" + i, failing.get(i), "k" + i));
    }
    site.fleet("10-people.toml", people.toString());
    start();
    for (int i = 0; i < failing.size(); i++) {
      String key = "k" + i;
      assertThat(exit(key, "web1", "status")).as(failing.get(i)).isZero();
      for (String login : List.of("admin", "web2")) {
        assertThat(exit(key, login, "status")).as(failing.get(i)).isEqualTo(NOT_YOURS);
      }
      assertThat(gateway().as(key).run("list", "list").text())
          .as(failing.get(i))
          .contains("web1")
          .doesNotContain("web2");
    }
    try (Terminal picker = gateway().as("k0").open("web1")) {
      picker.awaitScreen("web1: line");
      picker.keys("C-e", "c", "\\;").awaitScreen("q leaves");
      assertThat(picker.screen()).doesNotContain("web2");
    }
  }

  @Test
  void onlyTheRolesWhoseOptionsHoldAreGiven() throws IOException {
    String elsewhere = "from=\"127.0.0.2\"";
    site.fleet(
        "10-people.toml",
        entry("admin.adm", "from=\"127.0.0.1\"", "adm")
            + entry("tenant.red.person.adm", elsewhere, "adm")
            + entry("auditor.aud", elsewhere, "aud")
            + entry("tenant.red.auditor.aud", "from=\"127.0.0.1/32\"", "aud")
            + entry("auditor.out", elsewhere, "out"));
    start();
    assertThat(exit("adm", "admin", "machines")).isZero();
    assertThat(gateway().as("ada").run("admin", "machines").exit()).isZero();
    assertThat(bound("127.0.0.2", "adm", "admin", "machines")).isEqualTo(NOT_YOURS);
    assertThat(bound("127.0.0.2", "adm", "web1", "status")).isZero();
    assertThat(bound("127.0.0.2", "adm", "web2", "status")).isEqualTo(NOT_YOURS);
    assertThat(bound("127.0.0.3", "adm", "web1", "status")).isEqualTo(DENIED);
    assertThat(exit("out", "audit", "events")).isEqualTo(DENIED);
    assertThat(gateway().as("aud").run("audit", "events", "--csv").text()).doesNotContain("ada");
    try (Program all = bind("127.0.0.2", "aud", "audit", "events", "--csv")) {
      assertThat(all.await(WITHIN.multipliedBy(4)).text()).contains("ada");
    }
  }

  private Program bind(String source, String key, String login, String... words) {
    List<String> command = gateway().as(key).command(List.of("-b", source), login);
    command.addAll(List.of(words));
    return Program.start(command);
  }

  private int bound(String source, String key, String login, String... words) {
    try (Program program = bind(source, key, login, words)) {
      return program.await(Duration.ofSeconds(30)).exit();
    }
  }

  /** Runs the OpenSSH client in tmux, on a shared or a new connection. */
  private Terminal shared(String key, String login, String... options) {
    List<String> words = new ArrayList<>(List.of("-tt", "-o", "ControlPath=" + dir + "/mux"));
    words.addAll(List.of(options));
    return Terminal.open(80, 24, gateway().as(key).command(words, login));
  }

  @Test
  void expiryEndsWhatIsDoneInThatRoleOnly() throws IOException {
    people("");
    start();
    try (Terminal red = shared("kim", "menu", "-M");
        Terminal blue = picks(red, "kim");
        Terminal room = gateway().as("max").open("admin");
        Program waits = gateway().as("kim").start("web1", "wait", "never", "--timeout", "100s");
        Program follows = gateway().as("kim").start("web1", "log", "--follow")) {
      room.awaitScreen("red/web1");
      await().atMost(LIMIT).until(() -> sessions().contains("follow"));
      await().atMost(LIMIT).until(() -> sessions().contains("wait"));
      Instant expiry = Instant.now().plusSeconds(12);
      people("expiry-time=\"" + SECONDS.format(expiry) + "\"");
      assertThat(exit("ada", "admin", "reload")).isZero();
      assertThat(sessions()).contains("red/kim"); // it holds until then
      await().atMost(LIMIT).until(() -> Instant.now().isAfter(expiry));
      red.awaitScreen("your access to this machine was withdrawn", WITHIN);
      room.awaitScreen("you are no longer an admin here", WITHIN);
      for (Program command : List.of(waits, follows)) {
        Program.Outcome outcome = command.await(WITHIN);
        assertThat(outcome.err()).contains("your access to this machine was withdrawn");
        assertThat(outcome.exit()).isEqualTo(NOT_YOURS);
      }
      blue.keys("C-e", "c", "w").awaitScreen("blue/kim");
      assertThat(sessions()).contains("blue/kim").doesNotContain("red/kim");
      assertThat(exit("kim", "web1", "status")).isEqualTo(NOT_YOURS);
      assertThat(exit("max", "admin", "machines")).isEqualTo(NOT_YOURS);
      assertThat(exit("max", "web1", "status")).isZero();
    }
  }

  /** Writes two people with two roles each; one entry has this option. */
  private void people(String option) throws IOException {
    site.fleet(
        "10-people.toml",
        entry("tenant.red.person.kim", option, "kim")
            + entry("tenant.blue.person.kim", "", "kim")
            + entry("admin.max", option, "max")
            + entry("tenant.red.person.max", "", "max"));
  }

  /** Chooses web1 in the first terminal, web2 in a second one on the same connection. */
  private Terminal picks(Terminal first, String key) {
    first.awaitScreen("q leaves");
    first.line("red/web1").awaitScreen("web1: line");
    Terminal second = shared(key, "menu");
    second.awaitScreen("q leaves");
    second.line("blue/web2").awaitScreen("web2: line");
    return second;
  }

  private String sessions() {
    return gateway().as("ada").run("admin", "sessions").text();
  }

  @Test
  void changedOptionsEndTheSessionsOfLoginsThatTheyExclude() throws Exception {
    SecurityKey card = new SecurityKey(SecurityKey.Kind.ED25519, "ssh:");
    String plain = entryOf("tenant.blue.person.card", "", card.line());
    String sure = entryOf("admin.card", "verify-required", card.line());
    site.fleet(
        "10-people.toml",
        plain + sure + entry("tenant.red.person.kim", "", "kim") + entry("admin.kim", "", "kim"));
    start();
    try (KeyAgent agent = KeyAgent.at(dir.resolve("agent"), card)) {
      assertThat(touched(card, 0, "admin", "machines")).isEqualTo(NOT_YOURS);
      assertThat(touched(card, 0, "web2", "status")).isZero();
      assertThat(touched(card, SecurityKey.VERIFIED, "admin", "machines")).isZero();
      try (Program verified = following(card);
          Program without = asCard(card, 0, "web2", "wait", "x", "--timeout", "90s");
          Program kim = gateway().as("kim").start("web1", "wait", "x", "--timeout", "90s");
          Terminal room = gateway().as("kim").open("admin")) {
        room.awaitScreen("red/web1");
        await().atMost(LIMIT).until(() -> sessions().split("wait", -1).length == 3);
        site.fleet(
            "10-people.toml",
            entryOf("tenant.blue.person.card", "verify-required", card.line())
                + sure
                + entry("tenant.red.person.kim", "from=\"!127.0.0.1,*\"", "kim")
                + entry("admin.kim", "from=\"127.0.0.1\"", "kim"));
        assertThat(without.await(WITHIN).exit()).isEqualTo(NOT_YOURS);
        assertThat(kim.await(WITHIN).exit()).isEqualTo(NOT_YOURS);
        assertThat(room.screen()).contains("red/web1"); // a role that still holds
        assertThat(sessions()).contains("follow");
        assertThat(verified.process().isAlive()).isTrue();
      }
      assertThat(agent.signatures()).isEqualTo(5);
    }
  }

  private Program following(SecurityKey card) throws IOException {
    Program program = asCard(card, SecurityKey.VERIFIED, "web2", "log", "--follow");
    await().atMost(LIMIT).until(() -> sessions().contains("follow"));
    return program;
  }

  /** Starts a command with the key on a card; the person touches it and may enter the PIN. */
  private Program asCard(SecurityKey card, int verified, String login, String... words)
      throws IOException {
    card.flags(SecurityKey.TOUCHED | verified);
    Path key = Files.writeString(dir.resolve("card.pub"), card.line() + "\n");
    List<String> options = List.of("-o", "IdentityAgent=" + dir.resolve("agent"), "-i", "" + key);
    List<String> command = gateway().as("stranger").command(options, login);
    command.addAll(List.of(words));
    return Program.start(command);
  }

  private int touched(SecurityKey card, int verified, String login, String... words)
      throws IOException {
    try (Program program = asCard(card, verified, login, words)) {
      return program.await(Duration.ofSeconds(30)).exit();
    }
  }
}
