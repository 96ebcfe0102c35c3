package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Net;
import postern.gateway.rig.Program;
import postern.gateway.rig.QemuGuest;
import postern.gateway.rig.Site;
import postern.gateway.rig.Terminal;
import postern.gateway.rig.UmlGuest;

/** A tenant whose firewall shuts everybody out repairs it over the machine's console. */
@Tag("guest")
@Timeout(240)
final class FirewallRepairTest {
  private static final String PROMPT = "^web1:~# *$";

  @TempDir private Path dir;

  @Test
  void tenantRepairsTheFirewallOfAUserModeLinuxMachine() throws IOException {
    try (UmlGuest guest = new UmlGuest("web1");
        Gateway gateway = Gateway.start(site(guest.entry("red")))) {
      breakAndRepair(gateway, guest.net(), "iptables -P INPUT ACCEPT");
    }
  }

  @Test
  void tenantRepairsTheFirewallOfAQemuMachine() throws IOException {
    try (QemuGuest guest = new QemuGuest(dir, "web1");
        Gateway gateway = Gateway.start(site(guest.entry("red")))) {
      breakAndRepair(gateway, guest.net(), "nft flush ruleset");
    }
  }

  private Site site(String machine) throws IOException {
    Site site = Site.in(dir);
    return site.fleet(
        "all.toml",
        site.person("red", "rita")
            + site.person("blue", "bob")
            + site.admin("ada")
            + site.auditor("otto")
            + machine);
  }

  private static void breakAndRepair(Gateway gateway, Net net, String repair) {
    net.awaitDoor(true);
    breakFirewall(gateway, net);
    otherTenantIsRefused(gateway);
    repair(gateway, net, repair);
    everythingIsRecorded(gateway);
  }

  private static void breakFirewall(Gateway gateway, Net net) {
    try (Terminal terminal = gateway.as("rita").open("web1")) {
      terminal.awaitScreen("^web1 login:");
      // The kernel may have written into the line of the prompt; Enter asks for a new one.
      terminal.keys("Enter").awaitScreen("^web1 login: *$");
      terminal.line("root").awaitScreen("^Password: *$");
      terminal.line("postern").awaitScreen(PROMPT);
      terminal.line("fw-break").awaitScreen("(?i)policy drop");
      net.awaitDoor(false);
      terminal.awaitScreen(PROMPT);
      terminal.keys("C-e").type("c.");
      assertThat(terminal.awaitExit()).isZero();
    }
  }

  private static void otherTenantIsRefused(Gateway gateway) {
    String[][] commands = {{}, {"status"}, {"power", "off"}, {"log"}, {"send", "x"}, {"screen"}};
    for (String[] words : commands) {
      Program.Outcome outcome = gateway.as("bob").run("web1", words);
      assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(3);
      assertThat(outcome.err()).contains("postern: web1: no such machine, or not yours");
      assertThat(outcome.bytes()).isEmpty();
    }
  }

  private static void repair(Gateway gateway, Net net, String repair) {
    assertThat(net.doorOpen()).isFalse();
    try (Terminal terminal = gateway.as("rita").open("web1")) {
      terminal.awaitScreen(PROMPT);
      terminal.line(repair);
      net.awaitDoor(true);
      terminal.keys("C-e").type("c.");
      assertThat(terminal.awaitExit()).isZero();
    }
  }

  private static void everythingIsRecorded(Gateway gateway) {
    String sessions = gateway.as("otto").run("audit", "sessions", "--json").text();
    assertThat(sessions.lines().filter(line -> line.contains("\"web1\"")))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("red/rita"));
    byte[] said = gateway.as("otto").run("audit", "output", "web1").bytes();
    assertThat(new String(said, StandardCharsets.ISO_8859_1))
        .contains("Linux version", "web1 login: ", "fw-break");
    String events = gateway.as("otto").run("audit", "events", "--json").text();
    assertThat(events).contains("\"attach\"", "\"detach\"", "\"login\"");
  }
}
