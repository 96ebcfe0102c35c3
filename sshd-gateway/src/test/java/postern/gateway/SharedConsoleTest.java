package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

/** Several people at one console: typing, watching, taking the keyboard, ending a session. */
@Tag("long")
@Timeout(120)
final class SharedConsoleTest {
  private static final Pattern SESSION = Pattern.compile("\"session\":\"([^\"]+)\"");

  @TempDir private static Path dir;
  private static Gateway gateway;

  @BeforeAll
  static void open() throws IOException {
    Site site = Site.in(dir);
    StringBuilder all = new StringBuilder(site.admin("ada") + site.auditor("otto"));
    all.append(site.person("red", "rita")).append(site.person("red", "rolf"));
    for (String name : new String[] {"exact", "shared", "ended", "seen"}) {
      all.append(FakeMachine.entry(name, "red", dir.resolve(name)));
    }
    gateway = Gateway.start(site.fleet("all.toml", all.toString()));
  }

  @AfterAll
  static void close() {
    gateway.close();
  }

  @Test
  void throughPipesEveryByteIsExactBothWaysAndRecorded() throws Exception {
    byte[] bytes = everyByte();
    try (FakeMachine exact = FakeMachine.echoing(dir.resolve("exact"))) {
      exact.awaitConnected();
      Program.Outcome outcome = gateway.as("rita").feed(bytes, "exact");
      assertThat(outcome.exit()).as(outcome.err()).isZero();
      assertThat(sha256(exact.got())).isEqualTo(sha256(bytes));
      assertThat(sha256(outcome.bytes())).isEqualTo(sha256(bytes));
      byte[] recorded = gateway.as("otto").run("audit", "output", "exact").bytes();
      assertThat(sha256(recorded)).isEqualTo(sha256(bytes));
      assertThat(sessions("exact")).contains("\"bytes_in\":" + bytes.length, "\"end\":\"eof\"");
    }
  }

  /** Returns all 256 values in order and then 100 kB of random ones. */
  private static byte[] everyByte() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int value = 0; value < 256; value++) {
      bytes.write(value);
    }
    byte[] any = new byte[100_000];
    new Random(7).nextBytes(any);
    bytes.writeBytes(any);
    return bytes.toByteArray();
  }

  @Test
  void aWatcherNeverTypesAndAForcedHolderIsToldByWhom() throws IOException {
    try (FakeMachine shared = FakeMachine.echoing(dir.resolve("shared"));
        Terminal rita = gateway.as("rita").open("shared")) {
      rita.awaitScreen("you have the keyboard");
      shared.awaitConnected();
      try (Terminal rolf = gateway.as("rolf").open("shared+watch")) {
        rolf.awaitScreen("red/rita.* has the keyboard, you watch");
        rolf.line("never").awaitScreen("what you type is not sent: red/rita.* has the keyboard");
        rolf.keys("C-e").type("cf").awaitScreen("you may only watch here");
        rolf.keys("C-e").type("cq");
        rita.line("by rita").awaitScreen("^by rita");
        rolf.awaitScreen("^by rita");
      }
      try (Terminal rolf = gateway.as("rolf").open("shared+force")) {
        rolf.awaitScreen("you took the keyboard from red/rita");
        rita.awaitScreen("red/rolf.* took the keyboard from you; you watch now");
        rita.line("too late").awaitScreen("what you type is not sent: red/rolf");
        rolf.line("by rolf").awaitScreen("^by rolf");
        rita.awaitScreen("^by rolf");
      }
      assertThat(text(shared.got())).isEqualTo("by rita\rby rolf\r");
      assertThat(gateway.as("otto").run("audit", "events", "--event", "keyboard", "--json").text())
          .contains("\"action\":\"force\"", "\"person\":\"red/rolf\"", "\"from\":\"red/rita\"");
    }
  }

  @Test
  void aSessionEndedByAnAdminIsToldByWhomAndWhy() throws IOException {
    try (FakeMachine ended = FakeMachine.echoing(dir.resolve("ended"));
        Terminal rita = gateway.as("rita").open("ended")) {
      ended.awaitConnected();
      rita.awaitScreen("you have the keyboard");
      String live = gateway.as("ada").run("admin", "sessions", "--json").text();
      String row = live.lines().filter(l -> l.contains("\"ended\"")).findFirst().orElseThrow();
      Matcher id = SESSION.matcher(row);
      assertThat(id.find()).as(row).isTrue();
      Program.Outcome kill =
          gateway.as("ada").run("admin", "kill", id.group(1), "--reason", "'maintenance at noon'");
      assertThat(kill.exit()).as(kill.toString()).isZero();
      rita.awaitScreen("ended by admin/ada: maintenance at noon");
      assertThat(rita.awaitExit()).isEqualTo(1);
      assertThat(gateway.as("ada").run("admin", "kill", id.group(1)).exit()).isEqualTo(1);
      assertThat(sessions("ended")).contains("\"end\":\"ended\"");
      assertThat(gateway.as("otto").run("audit", "events", "--event", "kill").text())
          .contains("maintenance at noon", "admin/ada");
    }
  }

  @Test
  void theControlRoomShowsLiveMachinesAndEnterAttaches() throws IOException {
    try (FakeMachine seen = FakeMachine.echoing(dir.resolve("seen"));
        Terminal ada = gateway.as("ada").open("admin")) {
      seen.awaitConnected();
      ada.awaitScreen("seen");
      assertThat(ada.screen().lines()).hasSizeLessThanOrEqualTo(24);
      try (Terminal rita = gateway.as("rita").open("seen")) {
        rita.awaitScreen("you have the keyboard");
        ada.awaitScreen("seen.*rita", Duration.ofSeconds(10));
      }
      ada.resize(120, 40);
      ada.awaitScreen("seen");
      ada.resize(80, 24);
      ada.awaitScreen("seen");
      choose(ada, "seen");
      ada.keys("Enter").awaitScreen("\\[postern: seen: line up");
      ada.line("by ada").awaitScreen("^by ada");
      assertThat(text(seen.got())).isEqualTo("by ada\r");
      ada.keys("C-e").type("c.");
      ada.awaitScreen("exact[\\s\\S]*shared");
    }
  }

  /** Moves down from the first machine of the list, which is sorted by name. */
  private static void choose(Terminal terminal, String machine) {
    int rows =
        (int)
            gateway
                .as("ada")
                .run("admin", "machines", "--json")
                .text()
                .lines()
                .takeWhile(line -> !line.contains("\"" + machine + "\""))
                .count();
    for (int i = 0; i < rows; i++) {
      terminal.keys("Down");
    }
  }

  private static String sessions(String machine) {
    String[] found = {""};
    await("the session's end on record")
        .atMost(Duration.ofSeconds(10))
        .until(() -> {
          found[0] =
              gateway.as("otto").run("audit", "sessions", "--machine", machine, "--json").text();
          return found[0].contains("\"end\":\"");
        });
    return found[0];
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
