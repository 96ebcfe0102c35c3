package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Site;
import postern.gateway.rig.Terminal;
import postern.gateway.rig.UmlGuest;

/** Full-screen programs on a terminal that is too small for them. */
@Timeout(120)
final class CroppedScreenTest {
  private static final String TOLD = "screen 132x50, you see the part round the cursor";

  @TempDir private Path dir;

  /** Returns a full screen; at row 7 and column 31 it shows "07:031". */
  private static String drawn() {
    StringBuilder out = new StringBuilder("\33[?1049h");
    for (int row = 0; row < 50; row++) {
      out.append("\33[").append(row + 1).append(";1H");
      for (int col = 0; col < 132; col += 6) {
        out.append("%02d:%03d".formatted(row, col));
      }
    }
    return out.append("\33[5;5H").toString();
  }

  @Test
  @Tag("long")
  void thePartRoundTheCursorIsSeenAndFollowsIt() throws Exception {
    Site site = Site.in(dir);
    try (FakeMachine web1 = FakeMachine.silent(dir.resolve("web1.sock"))) {
      site.fleet(
          "all.toml",
          site.person("red", "rita") + web1.entry("web1", "red") + "size = \"132x50\"\n");
      try (Gateway gateway = Gateway.start(site)) {
        web1.say("a shell\r\n$ ");
        web1.say(drawn());
        try (Terminal rita = gateway.as("rita").open("web1");
            Terminal wide = gateway.as("rita").open(140, 55, "web1+watch")) {
          rita.awaitScreen("\\A00:000.*00:07");
          rita.awaitScreen("you have the keyboard");
          rita.type("j");
          rita.awaitScreen(TOLD);
          follows(web1, rita);
          notices(rita, web1);
          asks(rita, web1);
          resizes(rita);
          wide.awaitScreen("\\ATOP.*00:126$");
          assertThat(wide.history()).doesNotContain("you see the part");
          backToLines(web1, rita);
        }
      }
    }
  }

  private static void follows(FakeMachine web1, Terminal rita) throws IOException {
    web1.say("\33[50;130H");
    rita.awaitScreen("\\A4826:05.*26:126$");
    rita.type("k").awaitScreen("^4849:05.*49:126$");
    assertThat(rita.fact("#{cursor_x},#{cursor_y}")).isEqualTo("77,23");
    web1.say("\33[48;100H\33[1;32mhere it is\33[m\33[50;130H");
    rita.awaitScreen("^4847:05.*here it is.*47:126$");
    web1.say("\33[3;3Hnear the top");
    rita.awaitScreen("^02near the top");
  }

  /** A notice stays over the screen until a key is typed. */
  private static void notices(Terminal rita, FakeMachine web1) throws IOException {
    rita.keys("C-e").type("cw").awaitScreen("here now");
    web1.say("\33[1;1HTOP");
    rita.type("x").awaitScreen("\\ATOP");
    assertThat(rita.screen()).doesNotContain("here now");
    web1.awaitGot("jkx");
  }

  /** The screen model answers a query, because the terminal does not get it. */
  private static void asks(Terminal rita, FakeMachine web1) throws IOException {
    web1.say("\33[49;120H\33[c\33[6n");
    web1.awaitGot("jkx\33[?1;2c\33[49;120R");
    rita.keys("C-e").type("cp").awaitScreen("q leave");
    web1.say("\33[1;4H\33[5n\33[6n");
    web1.awaitGot("120R\33[0n\33[1;4R");
    rita.type("q").awaitScreen("\\ATOP");
  }

  private static void resizes(Terminal rita) {
    rita.resize(140, 55);
    rita.awaitScreen("^49:000.*49:126$");
    rita.resize(60, 20);
    rita.awaitScreen("\\ATOP.{57}$");
    assertThat(rita.screen()).doesNotContain(TOLD);
  }

  private static void backToLines(FakeMachine web1, Terminal rita) throws IOException {
    web1.say("\33[?1049l\33[3;3Hone line\r\nanother line\r\n$ ");
    rita.awaitScreen("^another line\\n\\$");
    rita.keys("C-e").type("c.");
    assertThat(rita.awaitExit()).isZero();
    assertThat(rita.fact("#{alternate_on}")).isEqualTo("0");
  }

  @Test
  @Tag("long")
  void aConfiguredSizeHoldsUntilTheMachineIsToldAnother() throws Exception {
    Site site = Site.in(dir);
    try (FakeMachine web1 = FakeMachine.silent(dir.resolve("web1.sock"))) {
      String entry = site.person("red", "rita") + web1.entry("web1", "red");
      site.fleet("all.toml", entry + "size = \"132x50\"\n");
      try (Gateway gateway = Gateway.start(site)) {
        web1.say("web1:~# ");
        try (Terminal rita = gateway.as("rita").open("web1")) {
          rita.awaitScreen("screen 132x50, you see");
          web1.say("\r\nweb1:~# ");
          rita.awaitScreen("^web1:~#");
          rita.keys("C-e").type("ct").awaitScreen("the screen here is 80x24");
          web1.awaitGot("stty rows 24 cols 80\r");
          site.fleet("all.toml", entry + "size = \"132x50\"\nbreak = \"never\"\n");
          awaitBreak(rita, "never");
        }
        try (Terminal rita = gateway.as("rita").open("web1")) {
          awaitBreak(rita, "never");
          assertThat(rita.history()).doesNotContain("you see the part");
          site.fleet("all.toml", entry + "size = \"100x40\"\nbreak = \"allow\"\n");
          awaitBreak(rita, "allow");
        }
        try (Terminal rita = gateway.as("rita").open("web1")) {
          rita.awaitScreen("screen 100x40, you see the part round the cursor");
        }
      }
    }
  }

  private static void awaitBreak(Terminal rita, String policy) {
    await(policy)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> {
          rita.keys("C-e").type("ci");
          return rita.history().contains("break     " + policy);
        });
  }

  @Test
  @Tag("long")
  void theScreenHasTheSizeOfTheHoldersTerminalButAtLeast80x24() throws Exception {
    Site site = Site.in(dir);
    try (FakeMachine web1 = FakeMachine.silent(dir.resolve("web1.sock"))) {
      site.fleet("all.toml", site.person("red", "rita") + web1.entry("web1", "red"));
      try (Gateway gateway = Gateway.start(site)) {
        web1.say("\33[999;999H+");
        try (Terminal rita = gateway.as("rita").open(60, 20, "web1")) {
          rita.awaitScreen("you have the keyboard");
          assertThat(screen(gateway).lines().count()).isEqualTo(24);
        }
        try (Terminal rita = gateway.as("rita").open(100, 40, "web1")) {
          rita.awaitScreen("you have the keyboard");
          web1.say("\33[999;999H*");
          await().until(() -> screen(gateway).matches("(?s).*\\n {99}\\*\\s*"));
          assertThat(screen(gateway).lines().count()).isEqualTo(40);
        }
      }
    }
  }

  private static String screen(Gateway gateway) {
    return gateway.as("rita").run("web1", "screen").text();
  }

  @Test
  @Tag("guest")
  void viOnALargeScreenIsSeenRoundItsCursor() throws Exception {
    Site site = Site.in(dir);
    try (UmlGuest guest = new UmlGuest("web1")) {
      site.fleet(
          "all.toml", site.person("red", "rita") + guest.entry("red") + "size = \"132x50\"\n");
      try (Gateway gateway = Gateway.start(site);
          Terminal rita = gateway.as("rita").open("web1")) {
        rita.awaitScreen("^web1 login:", Duration.ofSeconds(60));
        rita.keys("Enter").awaitScreen("^web1 login: *$");
        rita.line("root").awaitScreen("^Password: *$");
        rita.line("postern").awaitScreen("^web1:~# *$");
        rita.line("stty rows 50 cols 132; seq -s _ 1000 1200 | tr _ '\\n' > f; vi f");
        rita.awaitScreen("\\A1000\\n1001\\n");
        rita.type("G").awaitScreen("^1200$");
        rita.type("A" + " end of it".repeat(12) + "!").awaitScreen("end of it!$");
        rita.keys("Escape");
        await().until(() -> screen(gateway).matches("(?s).*- f \\[Modified\\].*"));
        rita.type("0").awaitScreen("^1200 end of it");
        rita.type(":wq").keys("Enter").awaitScreen("^web1:~# *$");
        rita.line("tail -n 1 f").awaitScreen("(?s)tail -n 1 f\n1200 end of it.*end of it!$");
        rita.keys("C-e").type("c.");
        assertThat(rita.awaitExit()).isZero();
      }
    }
  }
}
