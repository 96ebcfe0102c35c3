package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;

/** A key that stands for several people, in the event log: each tenant finds its own part. */
@Timeout(120)
final class PeopleEventsTest {
  @TempDir private static Path dir;
  private static Gateway gateway;

  @BeforeAll
  static void open() throws IOException {
    Site site = Site.in(dir);
    site.fleet(
        "all.toml",
        "[tenant.acme.person.alice]\n"
            + site.keys("both")
            + "[tenant.blue.person.al]\n"
            + site.keys("both")
            + "[tenant.acme.auditor.carol]\n"
            + site.keys("carol")
            + "[tenant.blue.auditor.ben]\n"
            + site.keys("ben")
            + site.auditor("otto")
            + FakeMachine.entry("web1", "acme", dir.resolve("web1"))
            + FakeMachine.entry("web2", "blue", dir.resolve("web2")));
    gateway = Gateway.start(site);
    assertThat(gateway.as("both").run("web2", "status").exit()).isZero();
    assertThat(gateway.as("both").run("nowhere", "status").exit()).isEqualTo(3);
    List<String> forward = gateway.as("both").command(List.of("-W", "127.0.0.1:22"), "web2");
    assertThat(Program.run(Duration.ofSeconds(30), forward.toArray(String[]::new)).exit())
        .isNotZero();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> events("otto", "--event", "logout", "--person", "blue/al").size() == 3);
  }

  @AfterAll
  static void close() {
    gateway.close();
  }

  private static List<String> events(String auditor, String... words) {
    String[] all = new String[words.length + 2];
    all[0] = "events";
    System.arraycopy(words, 0, all, 1, words.length);
    all[words.length + 1] = "--json";
    return gateway.as(auditor).run("audit", all).text().lines().toList();
  }

  @Test
  void eachPersonOfTheKeyIsFoundByName() {
    for (String person : List.of("acme/alice", "blue/al")) {
      String tenant = person.substring(0, 4);
      assertThat(events("otto", "--person", person, "--event", "login"))
          .hasSize(3)
          .allMatch(event -> event.contains("\"person\":\"" + person + "\""))
          .allMatch(event -> event.contains("\"tenant\":\"" + tenant + "\""));
      assertThat(events("otto", "--person", person, "--event", "refused")).hasSize(2);
    }
    assertThat(events("otto", "--event", "login", "--limit", "100"))
        .noneMatch(event -> event.contains(", "));
  }

  @Test
  void aTenantsAuditorSeesTheirOwnPartOnly() {
    List<String> acme = events("carol", "--person", "acme/alice");
    assertThat(acme).anyMatch(event -> event.contains("\"event\":\"login\""));
    assertThat(acme).anyMatch(event -> event.contains("\"event\":\"logout\""));
    assertThat(acme).anyMatch(event -> event.contains("no such machine"));
    assertThat(acme).anyMatch(event -> event.contains("direct-tcpip"));
    assertThat(events("carol")).noneMatch(event -> event.contains("blue")).isNotEmpty();
    assertThat(events("carol")).noneMatch(event -> event.contains("web2"));
    assertThat(events("carol", "--person", "blue/al")).isEmpty();
    assertThat(events("ben", "--person", "blue/al"))
        .anyMatch(event -> event.contains("\"login\":\"web2\""));
    assertThat(events("ben")).noneMatch(event -> event.contains("acme"));
  }
}
