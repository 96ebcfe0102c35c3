package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.KeyAgent;
import postern.gateway.rig.Program;
import postern.gateway.rig.SecurityKey;
import postern.gateway.rig.SecurityKey.Habit;
import postern.gateway.rig.SecurityKey.Kind;
import postern.gateway.rig.Site;

/** Logins with security keys: the stock client, an agent that signs, and what counts as signed. */
@Timeout(120)
@Tag("long")
final class SecurityKeyTest {
  private static final int BOTH = SecurityKey.TOUCHED | SecurityKey.VERIFIED;

  @TempDir private static Path dir;
  private static final Map<String, SecurityKey> KEYS = new HashMap<>();
  private static Gateway gateway;

  @BeforeAll
  static void open() throws Exception {
    Site site = Site.in(dir);
    site.fleet("web1.toml", FakeMachine.entry("web1", "red", dir.resolve("web1.sock")));
    StringBuilder people = new StringBuilder();
    for (Kind kind : Kind.values()) {
      people.append(person("plain", kind, "ssh:", ""));
      people.append(person("sure", kind, "ssh:", "verify-required "));
      people.append(person("acme", kind, "ssh:acme", ""));
    }
    gateway = Gateway.start(site.fleet("people.toml", people.toString()));
  }

  private static String person(String who, Kind kind, String application, String options)
      throws Exception {
    SecurityKey key = new SecurityKey(kind, application);
    KEYS.put(name(who, kind), key);
    Files.writeString(publicKey(who, kind), key.line() + "\n");
    return "[tenant.red.person."
        + name(who, kind)
        + "]\nkeys = [\""
        + options
        + key.line()
        + "\"]\n";
  }

  @AfterAll
  static void close() {
    gateway.close();
  }

  private static String name(String who, Kind kind) {
    return who + "-" + kind.name().toLowerCase(Locale.ROOT);
  }

  private static Path publicKey(String who, Kind kind) {
    return dir.resolve(name(who, kind) + ".pub");
  }

  /** An honest key, touched. */
  private static SecurityKey key(String who, Kind kind) {
    SecurityKey key = Objects.requireNonNull(KEYS.get(name(who, kind)));
    return key.flags(SecurityKey.TOUCHED).habit(Habit.HONEST);
  }

  /** Whether the stock client gets in with it; in either case its key was known, and signed. */
  private static boolean getsIn(String who, Kind kind, SecurityKey key) throws IOException {
    Path socket = dir.resolve("agent.sock");
    Files.deleteIfExists(socket);
    try (KeyAgent agent = KeyAgent.at(socket, key)) {
      List<String> options =
          List.of("-o", "IdentityAgent=" + socket, "-i", publicKey(who, kind).toString());
      List<String> command = gateway.as("stranger").command(options, "web1");
      command.add("status");
      Program.Outcome outcome = Program.run(Duration.ofSeconds(30), command.toArray(String[]::new));
      assertThat(agent.signatures()).as(outcome.toString()).isEqualTo(1);
      if (outcome.exit() != 0) {
        assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(255);
        assertThat(outcome.err()).contains("Permission denied (publickey)");
      }
      return outcome.exit() == 0;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTouchedKeyLogsInWhateverItCounts(Kind kind) throws Exception {
    for (int counter : new int[] {1, 7, 3, 0, -1}) { // also backwards, and beyond 31 bits
      assertThat(getsIn("plain", kind, key("plain", kind).counter(counter)))
          .as("counter %s", counter)
          .isTrue();
    }
    assertThat(getsIn("plain", kind, key("plain", kind).flags(BOTH))).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aKeyThatNobodyTouchedIsRefused(Kind kind) throws Exception {
    assertThat(getsIn("plain", kind, key("plain", kind).flags(0))).isFalse();
    assertThat(getsIn("plain", kind, key("plain", kind).flags(SecurityKey.VERIFIED))).isFalse();
    assertThat(getsIn("sure", kind, key("sure", kind).flags(SecurityKey.VERIFIED))).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void verifyRequiredWantsThePinOrTheFingerToo(Kind kind) throws Exception {
    assertThat(getsIn("sure", kind, key("sure", kind))).isFalse();
    assertThat(getsIn("sure", kind, key("sure", kind).flags(BOTH))).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aSignatureForAnotherApplicationIsRefused(Kind kind) throws Exception {
    SecurityKey key = key("acme", kind);
    assertThat(getsIn("acme", kind, key)).isTrue(); // the key says for which it is
    assertThat(getsIn("acme", kind, key.signsFor("ssh:"))).isFalse();
    assertThat(getsIn("acme", kind, key.signsFor("https://bank.example"))).isFalse();
    assertThat(getsIn("acme", kind, key.signsFor("ssh:acme"))).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedOrForgedSignatureIsRefused(Kind kind) throws Exception {
    for (Habit habit : Habit.values()) {
      assertThat(getsIn("plain", kind, key("plain", kind).habit(habit)))
          .as(habit.name())
          .isEqualTo(habit == Habit.HONEST);
    }
  }

  @Test
  void aFleetThatLetsKeysInUntouchedIsAFault() throws Exception {
    Site site = Site.in(Files.createDirectory(dir.resolve("untouched")));
    String line = "no-touch-required " + key("plain", Kind.ED25519).line();
    site.fleet("people.toml", "[tenant.red.person.rita]\nkeys = [\"" + line + "\"]\n");
    Program.Outcome outcome =
        Program.run(
            Duration.ofSeconds(30),
            Gateway.command("check", "--config", site.config().toString()).toArray(String[]::new));
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.text() + outcome.err())
        .contains("people.toml:2: ", "a key begins with \"no-touch-required\"", "use from=");
  }
}
