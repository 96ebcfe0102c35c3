package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Site;
import postern.gateway.rig.Terminal;

/** The pager on a real terminal, through the whole gateway. */
@Tag("long")
final class HistoryPagerTest {
  @TempDir Path dir;
  private FakeMachine machine;
  private Gateway gateway;

  @BeforeEach
  void open() throws Exception {
    machine = FakeMachine.silent(dir.resolve("m"));
    Site site = Site.in(dir);
    site.fleet("fleet.toml", machine.entry("web1", "red") + site.person("red", "alice"));
    gateway = Gateway.start(site);
  }

  @AfterEach
  void close() throws Exception {
    gateway.close();
    machine.close();
  }

  @Test
  void aSearchTakesAnyTextAndEndsInALongHistory() throws Exception {
    StringBuilder said = new StringBuilder("\r\n" + "x".repeat(75) + "Grüße.*[\r\n");
    said.append("a" + "漢".repeat(60) + "end\r\n");
    for (int i = 0; i < 60_000; i++) {
      said.append(i).append("\r\n");
    }
    machine.say(said + "web1 login: ");
    try (Terminal terminal = gateway.as("alice").open("web1")) {
      terminal.awaitScreen("^web1 login:");
      terminal.keys("C-e").type("cp");
      terminal.awaitScreen("\\(end\\).*q leave");
      terminal.type("/nowhere").keys("Enter");
      terminal.awaitScreen("^59978\\s[^/]*nowhere is not above");
      terminal.type("/GRÜSSE").keys("BSpace").keys("BSpace").keys("BSpace");
      terminal.awaitScreen("search back for: GRÜ$");
      terminal.type("ße.*[").keys("Enter");
      terminal.awaitScreen("\\Ax{75}Grüße\\s\\.\\*\\[\\s+a漢+\\s漢+end\\s+0\\s");
      terminal.type("t");
      terminal.awaitScreen("\\A[0-9:]{8}Z  x{69}\\s[0-9:]{8}Z  x{6}Grüße\\.\\*\\[\\s");
    }
  }

  @Test
  void pagesSearchesAndJumpsWhileTheMachineGetsNoKey() throws Exception {
    StringBuilder said = new StringBuilder();
    for (int boot = 1; boot <= 2; boot++) {
      said.append("Linux version 6.1.").append(boot).append(" (x)\r\nKernel command line: x\r\n");
      for (int i = 0; i < 9_000; i++) {
        said.append("boot ").append(boot).append(" line ").append(i).append("\r\n");
        if (boot == 1 && i == 4_000) {
          said.append("Kernel panic - not syncing: test\r\n");
        }
      }
    }
    machine.say(said + "web1 login: ");
    try (Terminal terminal = gateway.as("alice").open("web1")) {
      terminal.awaitScreen("^web1 login:");
      terminal.keys("C-e").type("cp");
      terminal.awaitScreen("\\(end\\).*q leave");
      assertThat(terminal.screen()).contains("boot 2 line 8999", "web1 login:");
      machine.say("root\r\nPassword: ");
      terminal.keys("PPage");
      terminal.awaitScreen("^boot 2 line 8960");
      terminal.type("/line 77").keys("Enter");
      terminal.awaitScreen("\\Aboot 2 line 7799");
      terminal.type("n");
      terminal.awaitScreen("\\Aboot 2 line 7798");
      terminal.type("N");
      terminal.awaitScreen("\\Aboot 2 line 7799");
      terminal.type("b");
      terminal.awaitScreen("\\ALinux version 6.1.2 ");
      terminal.type("!");
      terminal.awaitScreen("\\AKernel panic - not syncing: test\\s+boot 1 line 4001");
      terminal.type("b");
      terminal.awaitScreen("\\ALinux version 6.1.1 ");
      terminal.type("/nowhere").keys("Enter");
      terminal.awaitScreen("nowhere is not above");
      terminal.type("gjj");
      terminal.awaitScreen("\\Aboot 1 line 0\\s");
      terminal.type("G");
      terminal.awaitScreen("^Password:");
      terminal.keys("Escape");
      terminal.awaitScreen("^web1 login: root\\s+Password:\\s*\\z");
      assertThat(terminal.screen()).doesNotContain("q leave").contains("boot 2 line 8999");
      terminal.type("secret");
      machine.awaitGot("secret");
      assertThat(new String(machine.got(), StandardCharsets.UTF_8)).isEqualTo("secret");
      terminal.keys("C-e").type("cp");
      terminal.awaitScreen("q leave");
      terminal.keys("C-e").type("c.");
      assertThat(terminal.awaitExit()).isZero();
    }
  }
}
