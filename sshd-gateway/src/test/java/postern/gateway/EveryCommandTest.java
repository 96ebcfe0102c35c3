package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

/** Every command writes an event, and every change of people and machines names them. */
@Tag("long")
@Timeout(120)
final class EveryCommandTest {
  @TempDir private static Path dir;
  private static Site site;
  private static Gateway gateway;
  private static FakeMachine web1;

  @BeforeAll
  static void open() throws IOException {
    site = Site.in(dir);
    people("rita");
    site.fleet("50-web.toml", FakeMachine.entry("web1", "red", dir.resolve("web1")));
    web1 = FakeMachine.echoing(dir.resolve("web1"));
    gateway = Gateway.start(site);
    web1.awaitConnected();
  }

  @AfterAll
  static void close() throws IOException {
    gateway.close();
    web1.close();
  }

  private static void people(String... red) throws IOException {
    StringBuilder all = new StringBuilder(site.admin("ada") + site.auditor("otto"));
    for (String person : red) {
      all.append(site.person("red", person));
    }
    site.fleet("00-people.toml", all.toString());
  }

  private static List<String> events(String kind, String... words) {
    Program.Outcome outcome =
        gateway.as("otto").run("audit", "events", "--event", kind, "--json", "--limit", "1000");
    assertThat(outcome.exit()).as(outcome.toString()).isZero();
    return outcome
        .text()
        .lines()
        .filter(line -> List.of(words).stream().allMatch(line::contains))
        .toList();
  }

  @Test
  void commandsOfAllRolesAndOutcomesWriteAnEvent() {
    String[][] said = {
      {"rita", "web1", "screen", "0"},
      {"rita", "web1", "status --json", "0"},
      {"rita", "web1", "who", "0"},
      {"rita", "web1", "sessions", "0"},
      {"rita", "web1", "help", "0"},
      {"rita", "web1", "profiles", "0"},
      {"rita", "web1", "log --lines x", "2"},
      {"rita", "web1+port=9", "who --json", "2"},
      {"rita", "web1+nonsense", "who --csv", "2"},
      {"rita", "list", "list", "0"},
      {"ada", "admin", "machines", "0"},
      {"ada", "admin", "check", "0"},
      {"ada", "admin", "sessions", "0"},
      {"otto", "audit", "sessions", "0"},
      {"otto", "audit", "help", "0"},
    };
    for (String[] one : said) {
      Program.Outcome outcome = gateway.as(one[0]).run(one[1], one[2].split(" "));
      assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(Integer.parseInt(one[3]));
    }
    List<String> all = events("command", "SHA256:", "127.0.0.1");
    for (String[] one : said) {
      assertThat(all)
          .as(String.join(" ", one))
          .anyMatch(event ->
              event.contains(one[0])
                  && event.contains("\"words\":\"" + one[2] + "\"")
                  && event.contains(one[1].startsWith("web1") ? "\"machine\":\"web1\"" : "")
                  && event.contains("\"exit\":\"" + one[3] + "\""));
    }
  }

  @Test
  void eventsDoNotContainTypedText() {
    gateway.as("rita").run("web1", "send", "hunter2");
    gateway.as("rita").run("web1", "send", "--nonsense", "hunter3");
    gateway.as("rita").run("web1", "sned", "hunter4");
    gateway.as("rita").run("nothing", "send", "hunter5");
    assertThat(events("command", "\"words\":\"sned ", "\"exit\":\"2\"")).hasSize(1);
    assertThat(events("command", "\"words\":\"send ", "\"exit\":\"2\"")).hasSize(1);
    assertThat(events("refused", "\"words\":\"send ", "nothing")).hasSize(1);
    String all = gateway.as("otto").run("audit", "events", "--json", "--limit", "1000").text();
    assertThat(all).doesNotContain("hunter");
  }

  @Test
  void configurationEventNamesTheChangeAndItsAuthor() throws IOException {
    people("rita", "zoe");
    site.fleet("60-more.toml", FakeMachine.entry("web2", "red", dir.resolve("web2")));
    gateway.as("ada").run("admin", "reload");
    assertThat(events("config", "person added", "red/zoe +SHA256:", "00-people.toml")).hasSize(1);
    assertThat(events("config", "machine added", "red/web2", "60-more.toml")).hasSize(1);
    people("rita");
    Files.delete(dir.resolve("fleet.d/60-more.toml"));
    gateway.as("ada").run("admin", "reload", "--yes");
    assertThat(events("config", "person removed", "red/zoe -SHA256:")).hasSize(1);
    assertThat(events("config", "machine removed", "\"machine\":\"web2\"")).hasSize(1);
    assertThat(events("config", "removed").stream().filter(e -> e.contains("admin/ada")))
        .isNotEmpty();
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      many.append(FakeMachine.entry("m" + i, "red", dir.resolve("m")));
    }
    site.fleet("70-many.toml", many.toString());
    gateway.as("ada").run("admin", "reload");
    List<String> added = events("config", "machines added", "70-many.toml");
    assertThat(added).hasSizeLessThan(20);
    assertThat(String.join("\n", added)).contains("red/m0,", "red/m500", "red/m999");
    gateway.terminate();
    Files.delete(dir.resolve("fleet.d/70-many.toml"));
    people("rita", "max");
    gateway.startAgain();
    // on a busy host the gateway starts with the last good configuration and reads the rest later
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            events("config", "person added", "red/max", "\"by\":\"files\"").size() == 1
                && !events("config", "removals", "would remove 1000 of 1001").isEmpty());
    Program.Outcome status = gateway.as("ada").run("admin", "status", "--check");
    assertThat(status.exit()).as(status.toString()).isEqualTo(1);
    assertThat(status.text()).contains("removals are held", "1000 of 1001", "reload --yes");
    assertThat(gateway.as("ada").run("admin", "reload", "--yes").exit()).isZero();
    assertThat(events("config", "machines removed", "\"by\":\"admin/ada\"", "red/m999"))
        .isNotEmpty();
    assertThat(gateway.as("ada").run("admin", "status", "--check").text()).doesNotContain("held");
  }
}
