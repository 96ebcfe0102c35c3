package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;

/** A machine that was removed and added again, or given away and back, is a new machine. */
@Tag("long")
@Timeout(120)
final class NewOwnerTest {
  private static final Duration WITHIN = Duration.ofSeconds(10);

  @TempDir Path dir;
  private Site site;
  private Gateway gateway;

  @BeforeEach
  void open() throws IOException {
    site = Site.in(dir);
    site.fleet(
        "00-people.toml",
        site.admin("ada")
            + site.auditor("otto")
            + site.person("red", "rita")
            + site.person("blue", "bob"));
    gateway = Gateway.start(site);
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private void reload(String web) throws IOException {
    site.fleet("50-web.toml", web);
    Program.Outcome reload = gateway.as("ada").run("admin", "reload");
    assertThat(reload.exit()).as(reload.toString()).isZero();
  }

  private String said(String who, String... words) {
    Program.Outcome outcome = gateway.as(who).run("web1", words);
    assertThat(outcome.exit()).as(outcome.toString()).isZero();
    return outcome.text();
  }

  private String entry(String tenant) {
    return FakeMachine.entry("web1", tenant, dir.resolve("web1.sock"));
  }

  /** Says something that {@code person} sees. */
  private void say(FakeMachine web1, String text, String person) throws IOException {
    web1.awaitConnected();
    web1.say(text + "\r\n");
    await(text).atMost(WITHIN).until(() -> said(person, "log").contains(text));
  }

  private void startsEmpty(String person) {
    assertThat(said(person, "log")).isEmpty();
    assertThat(said(person, "screen")).isBlank();
    assertThat(said(person, "sessions")).doesNotContain("  send  ");
    assertThat(said(person, "status", "--json")).contains("\"last_output\":null");
    assertThat(said(person, "log", "--since", "1d")).isEmpty();
    assertThat(gateway.as(person).run("web1", "wait", "secret", "--timeout", "1s").exit())
        .isEqualTo(5);
    assertThat(gateway.as(person).run("web1+lines=50", "log", "--boot", "0").exit()).isEqualTo(1);
  }

  @Test
  void removedAndAddedAgainItStartsEmptyAlsoAfterARestart() throws IOException {
    try (FakeMachine web1 = FakeMachine.echoing(dir.resolve("web1.sock"))) {
      reload(entry("red"));
      say(web1, "Linux version 6.1 secret one", "rita");
      assertThat(said("rita", "send", "ls")).isNotNull();
      assertThat(said("rita", "sessions")).contains("  send  ");
      reload("# nothing\n");
      reload(entry("red"));
      startsEmpty("rita");
      gateway.terminate();
      gateway.startAgain();
      startsEmpty("rita");
      say(web1, "word two", "rita");
      assertThat(said("rita", "log")).doesNotContain("secret");
      gateway.kill();
      gateway.startAgain();
      assertThat(said("rita", "log")).contains("word two").doesNotContain("secret");
      assertThat(said("rita", "screen")).contains("word two").doesNotContain("secret");
      assertThat(gateway.as("otto").run("audit", "output", "red/web1").text())
          .contains("secret one", "word two");
    }
  }

  @Test
  void givenAwayAndBackItStartsEmptyForBothAlsoWhileTheGatewayIsDown() throws IOException {
    try (FakeMachine web1 = FakeMachine.echoing(dir.resolve("web1.sock"))) {
      reload(entry("red"));
      say(web1, "secret red", "rita");
      assertThat(said("rita", "send", "ls")).isNotNull();
      gateway.terminate();
      site.fleet("50-web.toml", entry("blue"));
      gateway.startAgain();
      startsEmpty("bob");
      assertThat(gateway.as("rita").run("web1", "log").exit()).isEqualTo(3);
      say(web1, "secret blue", "bob");
      reload(entry("red"));
      startsEmpty("rita");
      assertThat(gateway.as("bob").run("web1", "log").exit()).isEqualTo(3);
      String red = gateway.as("otto").run("audit", "output", "red/web1").text();
      assertThat(red).contains("secret red").doesNotContain("secret blue");
      assertThat(gateway.as("otto").run("audit", "output", "blue/web1").text())
          .contains("secret blue");
    }
  }

  private String program(String tenant, String mark) {
    return "[machine.web1]\ntenant = \""
        + tenant
        + "\"\nconsole = { at = \"exec:\", command = "
        + "[\"sh\", \"-c\", \"echo $$ > "
        + dir.resolve(mark)
        + "; exec sleep 1000\"] }\n";
  }

  private long awaitPid(String mark) {
    Path file = dir.resolve(mark);
    await(mark).atMost(WITHIN).until(() -> Files.exists(file) && Files.size(file) > 1);
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  @Test
  void aProgramOfTheFormerOwnerIsEndedAtTheStart() throws IOException {
    reload(program("red", "red.pid"));
    long red = awaitPid("red.pid");
    gateway.kill();
    assertThat(alive(red)).isTrue();
    site.fleet("50-web.toml", program("blue", "blue.pid"));
    gateway.startAgain();
    long blue = awaitPid("blue.pid");
    assertThat(alive(red)).isFalse();
    gateway.kill();
    gateway.startAgain();
    assertThat(said("bob", "status")).contains("up");
    assertThat(alive(blue)).isTrue();
    gateway.terminate();
    site.fleet("50-web.toml", "# nothing\n");
    gateway.startAgain();
    assertThat(alive(blue)).isFalse();
    assertThat(gateway.as("otto").run("audit", "events", "--event", "machine").text())
        .contains("red.web1", "blue.web1", "ended");
  }

  @Test
  void aProgramIsEndedWhenItsMachineIsRemovedAndStartedForTheNextOwner() throws IOException {
    reload(program("red", "one.pid"));
    long one = awaitPid("one.pid");
    reload("# nothing\n");
    assertThat(alive(one)).isFalse();
    reload(program("red", "two.pid"));
    long two = awaitPid("two.pid");
    reload(program("blue", "three.pid"));
    assertThat(alive(two)).isFalse();
    assertThat(alive(awaitPid("three.pid"))).isTrue();
  }
}
