package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.Caller;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;
import postern.gateway.rig.Terminal;

/** Who is turned away learns nothing by it, neither from the words nor from the time they take. */
@Timeout(120)
final class RefusalTest {
  private static final List<String> NOT_RITAS =
      List.of("nowhere", "web2", "admin", "audit", "api", "relay", "blue/web2", "web2+watch");

  @TempDir private static Path dir;
  private static FakeMachine red;
  private static FakeMachine blue;
  private static Gateway gateway;

  @BeforeAll
  static void open() throws IOException {
    red = FakeMachine.echoing(dir.resolve("red"));
    blue = FakeMachine.silent(dir.resolve("blue"));
    Site site = Site.in(dir);
    site.fleet(
        "all.toml",
        site.person("red", "rita")
            + site.person("blue", "bob")
            + site.admin("ada")
            + site.auditor("otto")
            + red.entry("web1", "red")
            + blue.entry("web2", "blue"));
    gateway = Gateway.start(site);
  }

  @AfterAll
  static void close() throws IOException {
    gateway.close();
    red.close();
    blue.close();
  }

  @Test
  void anUnknownKeyFailsForEveryLoginNameInTheSameWay() {
    List<String> told = new ArrayList<>();
    for (String login : List.of("web1", "web2", "nowhere", "admin", "audit")) {
      Program.Outcome outcome = gateway.as("stranger").run(login, "status");
      assertThat(outcome.exit()).isEqualTo(255);
      assertThat(outcome.bytes()).isEmpty();
      told.add(outcome.err().replace(login + "@", "NAME@"));
    }
    assertThat(told).allSatisfy(words -> assertThat(words).isEqualTo(told.getFirst()));
    assertThat(gateway.as("otto").run("audit", "events", "--event", "refused", "--json").text())
        .contains("\"login\":\"nowhere\"", "\"login\":\"admin\"", "SHA256:");
  }

  @Test
  void whatIsNotThereNotYoursOrReservedIsTheSameLine() {
    for (String login : NOT_RITAS) {
      for (String[] words : new String[][] {{}, {"status"}, {"power", "off"}, {"sessions"}}) {
        Program.Outcome outcome = gateway.as("rita").run(login, words);
        String name = login.replaceFirst("\\+.*", "");
        assertThat(outcome.err()).isEqualToIgnoringNewLines(notYours(name));
        assertThat(outcome.exit()).isEqualTo(3);
        assertThat(outcome.bytes()).isEmpty();
      }
    }
  }

  @Test
  void withATerminalTheLineIsFollowedByTheListOfOnesOwn() {
    try (Terminal terminal = gateway.as("rita").open("web2")) {
      terminal.awaitScreen("postern: web2: no such machine, or not yours[\\s\\S]*web1");
      assertThat(terminal.screen()).doesNotContain("blue");
      terminal.keys("C-d");
      assertThat(terminal.awaitExit()).isEqualTo(3);
    }
  }

  @Test
  @Tag("long")
  void refusalsTakeTheSameTime() throws Exception {
    List<String> logins = List.of("nowhere", "web2", "admin", "audit");
    List<Caller> callers = new ArrayList<>();
    try {
      for (String login : logins) {
        callers.add(Caller.login(gateway, "rita", login, "test"));
      }
      int[] slowest = slowest(callers);
      assertThat(Arrays.stream(slowest).max().orElseThrow())
          .as(Arrays.toString(slowest))
          .isLessThan(31);
    } finally {
      callers.forEach(Caller::close);
    }
  }

  /**
   * In 50 turns, each with another one first, how often each name's answer took longest: a quarter
   * of them where all take the same time, nearly all where one is looked up for longer.
   */
  private static int[] slowest(List<Caller> callers) throws IOException {
    int[] slowest = new int[callers.size()];
    for (int turn = -15; turn < 50; turn++) {
      int last = 0;
      Duration longest = Duration.ZERO;
      for (int i = 0; i < callers.size(); i++) {
        int each = Math.floorMod(turn + i, callers.size());
        Caller.Answer answer = callers.get(each).run("status");
        assertThat(answer.exit()).isEqualTo(3);
        if (answer.took().compareTo(longest) > 0) {
          longest = answer.took();
          last = each;
        }
      }
      slowest[last] += turn >= 0 ? 1 : 0;
    }
    return slowest;
  }

  @Test
  void wordsThatAreNoCommandsAreWrongUseAndReachNoMachine() {
    for (String word : List.of("uptime", "sh", "/bin/ls -la", "'; reboot'", "exec cat", "sftp")) {
      Program.Outcome outcome = gateway.as("rita").run("web1", word);
      assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(2);
      assertThat(outcome.err())
          .startsWith("postern: unknown command")
          .contains("not a shell", "send");
      assertThat(outcome.err().lines()).hasSize(1);
    }
    Program.Outcome open = gateway.as("rita").run("web1", "'never closed");
    assertThat(open.exit()).isEqualTo(2);
    assertThat(gateway.as("ada").run("admin", "uptime").exit()).isEqualTo(2);
    assertThat(gateway.as("otto").run("audit", "uptime").exit()).isEqualTo(2);
    assertThat(red.got()).isEmpty();
  }

  @Test
  void nobodyGetsAnythingButSessions() {
    for (List<String> options :
        List.of(
            List.of("-N", "-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:1"),
            List.of("-W", "127.0.0.1:22"),
            List.of("-s"))) {
      List<String> command = gateway.as("rita").command(options, "web1");
      command.addAll(options.equals(List.of("-s")) ? List.of("sftp") : List.of());
      Program.Outcome outcome = Program.run(Duration.ofSeconds(20), command.toArray(String[]::new));
      assertThat(outcome.exit()).as(outcome.toString()).isNotZero();
      assertThat(outcome.bytes()).isEmpty();
    }
    assertThat(gateway.as("otto").run("audit", "events", "--event", "refused").text())
        .contains("forward", "direct-tcpip", "sftp");
  }

  private static String notYours(String name) {
    return "postern: " + name + ": no such machine, or not yours";
  }
}
