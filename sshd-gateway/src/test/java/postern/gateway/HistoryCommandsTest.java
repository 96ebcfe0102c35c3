package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;
import postern.gateway.rig.Ssh;

/** The commands {@code log} and {@code wait}, with a real gateway and the OpenSSH client. */
final class HistoryCommandsTest {
  @TempDir Path dir;
  private FakeMachine machine;
  private Gateway gateway;
  private Ssh alice;

  @BeforeEach
  void open() throws Exception {
    machine = FakeMachine.silent(dir.resolve("m"));
    Site site = Site.in(dir);
    site.fleet(
        "fleet.toml",
        machine.entry("web1", "red") + site.person("red", "alice") + site.admin("ops"));
    gateway = Gateway.start(site);
    alice = gateway.as("alice");
    machine.awaitConnected();
  }

  @AfterEach
  void close() throws Exception {
    gateway.close();
    machine.close();
  }

  @Test
  @Tag("long")
  void logJoinsRecordAndRingAcrossARestartWithoutGapOrDuplicate() throws Exception {
    int total = 6_000;
    say(total / 2, "first");
    assertThat(log("--lines", "2")).containsExactly(first(total / 2 - 2), first(total / 2 - 1));
    machine.say("cut in the mid");
    Instant cut = Instant.now();
    await().until(() -> log("--lines", "1").equals(List.of("cut in the mid")));
    gateway.terminate();
    gateway.startAgain();
    alice = gateway.as("alice");
    String status = alice.run("web1", "status", "--json").text();
    String last = status.replaceAll("(?s).*\"last_output\":\"([^\"]*)\".*", "$1");
    assertThat(Instant.parse(last)).isBetween(cut.minusSeconds(5), cut.plusSeconds(5));
    machine.say("dle\r\n");
    say(total / 2, "second");
    List<String> wanted =
        java.util.stream.Stream.of(
                IntStream.range(0, total / 2).mapToObj(HistoryCommandsTest::first),
                java.util.stream.Stream.of("cut in the middle"),
                IntStream.range(0, total / 2).mapToObj(i -> "line " + i + " of the second life"))
            .flatMap(s -> s)
            .toList();
    await().untilAsserted(() -> assertThat(log("--lines", "100000")).isEqualTo(wanted));
    assertThat(log()).isEqualTo(wanted.subList(total + 1 - 100, total + 1));
    assertThat(log("--since", "1h")).isEqualTo(wanted);
    assertThat(log("--lines", "1", "--json").getFirst())
        .matches("\\{\"time\":\"2.*Z\",\"text\":\"line 2999 of the second life\"}");
    assertThat(log("--lines", "1", "--timestamps").getFirst())
        .matches("2.*Z  line 2999 of the second life");
    assertThat(raw(4_000)).startsWith("line 2001 of the first life\r\n").endsWith("life\r\n");
  }

  @Tag("long")
  @Test
  void waitFindsExistingAndNewTextAndReportsATimeout() throws Exception {
    machine.say("Debian GNU/Linux 12 web1 ttyS0\r\n\r\nweb1 login: ");
    Program.Outcome there = alice.run("web1", "wait", "'login: *$'");
    assertThat(there.exit()).isZero();
    assertThat(there.text()).isEqualTo("web1 login:\n");
    Program.Outcome not = alice.run("web1", "wait", "--new", "--timeout", "1s", "login");
    assertThat(not.exit()).isEqualTo(5);
    assertThat(not.err()).contains("web1: not seen in 1 s: login");
    assertThat(alice.run("web1", "wait", "'(a'").exit()).isEqualTo(2);
    assertThat(alice.run("web1", "wait", "'((a{99}){99}){99}'").exit()).isEqualTo(2);
    try (Program waits = alice.start("web1", "wait", "--new", "'^Pass.*: *$'")) {
      awaitRole("wait");
      machine.say("root\r\nPass");
      machine.say("word: ");
      Program.Outcome seen = waits.await(Duration.ofSeconds(10));
      assertThat(seen.exit()).isZero();
      assertThat(seen.text()).isEqualTo("Password:\n");
    }
  }

  @Test
  void waitMatchesABlankAfterAPromptAndReadsExistingTextWithAnyTimeout() throws Exception {
    machine.say("web1 login: root\r\nPassword: \r\nweb1:~# ");
    await().until(() -> log().size() == 3);
    for (String regex : List.of("'~# $'", "'~#$'", "'^Password: $'", "'^Password:$'")) {
      Program.Outcome there = alice.run("web1", "wait", "--timeout", "0s", regex);
      assertThat(there.exit()).as(there.toString()).isZero();
    }
    Program.Outcome not = alice.run("web1", "wait", "--timeout", "20ms", "\"no'\u001bthing\"");
    assertThat(not.exit()).isEqualTo(5);
    assertThat(not.err()).isEqualTo("postern: web1: not seen in 20 ms: no'\\x1bthing\n");
  }

  @Test
  void noLinesIsNotAFault() throws Exception {
    machine.say("one\r\ntwo\r\n");
    await().until(() -> log().size() == 2);
    for (List<String> more : List.of(List.<String>of(), List.of("--since", "1h"))) {
      List<String> words = new ArrayList<>(List.of("log", "--lines", "0"));
      words.addAll(more);
      Program.Outcome none = alice.run("web1", words.toArray(String[]::new));
      assertThat(none.exit()).as(none.toString()).isZero();
      assertThat(none.text()).isEmpty();
    }
    Program.Outcome never = alice.run("web1", "log", "--since=-999999999-01-01T00:00:00Z");
    assertThat(never.exit()).as(never.toString()).isEqualTo(2);
  }

  @Tag("long")
  @Test
  void followerIsListedReadsLinesLiveAndCanBeEnded() throws Exception {
    machine.say("one\r\ntwo\r\nthr");
    await().until(() -> log().size() == 3);
    try (Program follows = alice.start("web1", "log", "--follow", "--lines", "2")) {
      awaitRole("follow");
      machine.say("ee\r\nfour\r\n");
      await().until(() -> follows.outputText().equals("two\nthree\nfour\n"));
      String session =
          alice
              .run("web1", "sessions", "--json")
              .text()
              .replaceAll("(?s).*\"session\":\"([^\"]*)\".*", "$1");
      assertThat(gateway.as("ops").run("admin", "kill", session, "--reason", "enough").exit())
          .isZero();
      Program.Outcome ended = follows.await(Duration.ofSeconds(10));
      assertThat(ended.exit()).isEqualTo(1);
      assertThat(ended.err()).contains("enough");
    }
  }

  @Test
  @Tag("long")
  void logShowsEachBootSeparately() throws Exception {
    String boot = "Linux version 6.1.%d (x)\r\nKernel command line: x\r\nlogin: \r\n";
    machine.say(boot.formatted(1) + boot.formatted(2) + boot.formatted(3));
    await().until(() -> log().size() == 9);
    assertThat(log("--boot", "0").getFirst()).contains("6.1.3");
    assertThat(log("--boot", "-1")).hasSize(3).first().asString().contains("6.1.2");
    assertThat(log("--boot=-2", "--lines", "1")).containsExactly("login:");
    Program.Outcome none = alice.run("web1", "log", "--boot", "-3");
    assertThat(none.exit()).isEqualTo(1);
    assertThat(none.err()).contains("no such boot: 3 were seen");
  }

  /** Writes lines in pieces that end in the middle of a line. */
  private void say(int lines, String life) throws Exception {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      all.append("line ").append(i).append(" of the ").append(life).append(" life\r\n");
    }
    for (int from = 0; from < all.length(); from += 7_777) {
      machine.say(all.substring(from, Math.min(all.length(), from + 7_777)));
    }
  }

  private static String first(int i) {
    return "line " + i + " of the first life";
  }

  private List<String> log(String... words) {
    String[] all = new String[words.length + 1];
    all[0] = "log";
    System.arraycopy(words, 0, all, 1, words.length);
    Program.Outcome outcome = alice.run("web1", all);
    assertThat(outcome.err()).isEmpty();
    return outcome.text().lines().toList();
  }

  private String raw(int lines) {
    return alice.run("web1+raw+lines=" + lines).text();
  }

  private void awaitRole(String role) {
    await()
        .until(() -> alice.run("web1", "sessions", "--json").text().contains("\"" + role + "\""));
  }
}
