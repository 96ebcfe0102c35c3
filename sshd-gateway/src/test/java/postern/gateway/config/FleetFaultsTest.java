package postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every fault that a fleet file can have, with its line and its remedy. */
final class FleetFaultsTest {
  @TempDir Path dir;
  private ConfigFolder rig;

  @BeforeEach
  void make() throws Exception {
    rig = new ConfigFolder(dir);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          console = "unix"                        | 4: "unix" is not an address
          console = "unix:"                       | 4: unix: has no path
          console = 5                             | 4: console of [machine.m] is not an address
          console = { baud = 5 }                  | 4: console of [machine.m] does not say where
          console = "unx:/a"                      | 4: there is no console type for "unx:/a", did you mean unix:?
          console = "tcp:host"                    | 4: "tcp:host" is not a host and port
          console = "tcp:host:0"                  | 4: "tcp:host:0" is not a host and port
          console = "tcp:::1:23"                  | 4: "tcp:::1:23" is not a host and port
          console = "serial:/dev/ttyS0"           | 4: serial: has no baud, write serial:/dev/ttyS0?baud=9600
          console = "serial:/dev/ttyS0?baud=7"    | 4: baud = 7 is out of range
          console = "serial:/dev/ttyS0?baud=x"    | 4: baud in console of [machine.m] is of the wrong kind
          console = "serial:/d?baud=9600&data=9"  | 4: data = 9 is out of range, use 5 to 8
          console = "serial:/d?baud=9600&parity=no" | 4: parity = "no" is not known, use none or even
          console = "serial:/d?baud=9600&bits=8"  | 4: unknown key bits
          console = "unix:/a?baud=9600"           | 4: unknown key baud
          console = "exec:/bin/sh"                | 4: exec: takes its command as a list
          console = { at = "exec:" }              | 4: exec: has no command
          console = { at = "exec:", command = "x" } | 4: command in console of [machine.m] is of the wrong kind
          console = { at = "exec:", command = [] } | 4: command has no program
          console = "telnet:h:23"                 | 4: console telnet: is not built yet
          console = "rfc2217:h:23"                | 4: console rfc2217: is not built yet
          console = "ipmi:h"                      | 4: console ipmi: is not built yet
          """)
  void anInvalidConsoleIsAFault(String line, String fault) throws Exception {
    assertThat(rig.faults("# a comment", "[machine.m]", "tenant = \"red\"", line))
        .singleElement()
        .asString()
        .startsWith(fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          power = true                            | 4: power = true does not say how
          power = "qmpp:/a"                       | 4: there is no power type for "qmpp:/a", did you mean qmp:?
          power = "xl:dom"                        | 4: power xl: is not built yet
          power = "lxc:c"                         | 4: power lxc: is not built yet
          power = "libvirt:d"                     | 4: power libvirt: is not built yet
          power = "ipmi:h"                        | 4: power ipmi: is not built yet
          power = "redfish:h"                     | 4: power redfish: is not built yet
          power = "powerman:h:1/p"                | 4: power powerman: is not built yet
          power = "snmp:h/1"                      | 4: power snmp: is not built yet
          power = "exec:"                         | 4: power exec: switches the process of the machine's own exec: console
          power = { at = "command:" }             | 4: command: has no command
          power = { at = "command:", on = "x" }   | 4: on in power of [machine.m] is of the wrong kind
          power = "mconsole:../x"                 | 4: mconsole: has no UMID
          power = { at = "command:", on = ["/x"], onn = ["/x"] } | 4: unknown key onn
          break = "yes"                           | 4: break = "yes" is not known, use ask or allow or never
          output = "open"                         | 4: output = "open" is not known, use filtered or raw
          on-release = "logout"                   | 4: on-release = "logout" is not known, use leave or send or hangup or lock
          on-release = "send"                     | 4: on-release = "send" needs the text to send, write on-release-send = '\\x03exit\\r'
          on-release = "hangup"                   | 4: on-release = "hangup" needs a console with DTR
          on-release-send = "exit"                | 4: on-release-send needs on-release = "send"
          size = "huge"                           | 4: size = "huge" is not a screen size
          size = "10x24"                          | 4: size = "10x24" is not a screen size
          memory = "96M"                          | 4: memory in [machine.m] needs a kind
          consol = "unix:/a"                      | 4: unknown key consol in [machine.m], did you mean console?
          kind = "qemu"                           | 1: [machine.m] is of kind qemu and has no command
          kind = "uml2"                           | 4: kind = "uml2" is not known
          [machine.m.prod]                        | 4: [machine.m.prod] is not a machine's name, a name with a dot needs quotes: [machine."m.prod"]
          [machine.m.port.1]                      | 4: port "1" is not a port number
          [machine.m.port.x]                      | 4: port "x" is not a port number
          [machine.m.port.2]                      | 4: [machine.m.port.2] has no console
          """)
  void anInvalidMachineIsAFault(String line, String fault) throws Exception {
    assertThat(rig.faults("[machine.m]", "tenant = \"red\"", "console = \"unix:/a\"", line))
        .first()
        .asString()
        .startsWith(fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [machine.admin]      | 1: machine "admin" has a reserved name, choose another name
          [machine.LIST]       | 1: machine "list" has a reserved name
          [machine."a..b"]     | 1: machine "a..b" is not a name
          [machine."-a"]       | 1: machine "-a" is not a name
          [machine."a b"]      | 1: machine "a b" is not a name
          [machine."é"]        | 1: machine "é" is not a name
          [tenant.admin.person.x] | 1: tenant "admin" has a reserved name
          [tenant.red.person."x/y"] | 1: person "x/y" is not a name
          [maschine.m]         | 1: unknown key maschine in the file, did you mean machine?
          [tenant.red.persn.x] | 1: unknown key persn in [tenant.red], did you mean person?
          """)
  void anInvalidNameIsAFault(String line, String fault) throws Exception {
    assertThat(rig.faults(line, "tenant = \"red\"", "console = \"unix:/a\"").getFirst())
        .startsWith(fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ssh-dss AAAAB3NzaC1kc3M=            | 2: [tenant.red.person.ann]: ssh-dss keys are too weak
          ssh-ed25519                         | 2: [tenant.red.person.ann]: a ssh-ed25519 key is damaged
          ssh-ed25519 AAAA                    | 2: [tenant.red.person.ann]: a ssh-ed25519 key is damaged
          ssh-ed25519 %%%                     | 2: [tenant.red.person.ann]: a ssh-ed25519 key is damaged
          ssh-ed25519-cert-v01@openssh.com AA | 2: [tenant.red.person.ann]: certificates are not built yet
          hello                               | 2: [tenant.red.person.ann]: a key begins with "hello"
          command=x ssh-ed25519 AAAA          | 2: [tenant.red.person.ann]: a key begins with "command"
          expiry-time=tomorrow ssh-ed25519 AA | 2: [tenant.red.person.ann]: expiry-time is not a time
          verify-required KEY                 | 2: [tenant.red.person.ann]: verify-required is set for a key that is not
          """)
  void anInvalidKeyIsAFault(String key, String fault) throws Exception {
    String line = key.replace("KEY", ConfigFolder.key(1));
    assertThat(rig.faults("[tenant.red.person.ann]", "keys = [\"" + line + "\"]"))
        .singleElement()
        .asString()
        .startsWith(fault);
  }

  @Test
  void aShortRsaKeyIsRefusedOnItsOwnLine() throws Exception {
    var pair = java.security.KeyPairGenerator.getInstance("RSA");
    pair.initialize(1024);
    var blob = new org.apache.sshd.common.util.buffer.ByteArrayBuffer();
    blob.putRawPublicKey(pair.generateKeyPair().getPublic());
    String line = "ssh-rsa " + java.util.Base64.getEncoder().encodeToString(blob.getCompactData());
    assertThat(
            rig.faults(
                "[admin.ops]",
                "keys = [",
                "  \"" + ConfigFolder.key(1) + "\",",
                "  \"" + line + "\",",
                "]"))
        .containsExactly(
            "4: [admin.ops]: an RSA key has only 1024 bits, use one of 2048 or more, or ssh-ed25519");
  }

  @Test
  void everyFaultOfAStartedMachineIsReported() throws Exception {
    assertThat(
            rig.faults(
                "[machine.\"a b\"]",
                "tenant = \"r/d\"",
                "kind = \"uml\"",
                "memory = \"much\"",
                "append = \"a\\nb\"",
                "net = \"eth0\"",
                "console = \"unix:/a\"",
                "power = \"qmp:/q\"",
                "run-dir = \"" + "/d".repeat(60) + "\""))
        .extracting(fault -> fault.split(",", 2)[0])
        .containsExactlyInAnyOrder(
            "1: machine \"a b\" is not a name",
            "2: tenant \"r/d\" is not a name",
            "4: memory = \"much\" is not a size",
            "5: append has control characters",
            "6: net = \"eth0\" is not a network",
            "7: a machine of kind uml has its own console",
            "8: a machine of kind uml has its own power",
            "9: the path of run-dir is too long for the unix sockets in it");
  }

  @Test
  void aSyntaxErrorIsReportedWithItsLine() throws Exception {
    assertThat(rig.faults("[machine.m]", "tenant = red").getFirst()).startsWith("2: not TOML: ");
  }

  @Test
  void everyFaultOfAPersonIsReported() throws Exception {
    assertThat(
            rig.faults(
                "[tenant.red.person.ann]",
                "access = \"all\"",
                "machines = [\"web*\", \"we b\"]",
                "escape = \"Q\""))
        .satisfiesExactly(
            one -> assertThat(one).startsWith("1: [tenant.red.person.ann] has no keys"),
            two -> assertThat(two).startsWith("4: escape is not a prefix"),
            three ->
                assertThat(three).startsWith("2: access = \"all\" is not known, use type or watch"),
            four ->
                assertThat(four).startsWith("3: machines has a pattern that no name can match"));
  }

  @Test
  void aKeyTwiceInATenantOrOfAnAuditorAndAPersonIsAFault() throws Exception {
    String key = ConfigFolder.key(7);
    assertThat(
            rig.faults(
                "[tenant.red.person.ann]", "keys = [\"" + key + "\"]",
                "[tenant.red.person.bob]", "keys = [\"" + key + "\"]",
                "[tenant.blue.person.ann]", "keys = [\"" + key + "\"]",
                "[auditor.eve]", "keys = [\"" + key + "\"]"))
        .satisfiesExactly(
            one -> assertThat(one).startsWith("4: red/bob has red/ann's key"),
            two ->
                assertThat(two)
                    .startsWith(
                        "8: auditor/eve and red/ann have one key, but an auditor must not act"));
  }

  @Test
  void aKeyMayBelongToAnAdminAndToPeopleOfSeveralTenants() throws Exception {
    String key = ConfigFolder.key(7);
    assertThat(
            rig.faults(
                "[tenant.red.person.ann]", "keys = [\"" + key + "\"]",
                "[tenant.blue.person.ann]", "keys = [\"" + key + "\"]",
                "[admin.ann]", "keys = [\"" + key + "\"]"))
        .isEmpty();
    assertThat(rig.read().fleet().people()).hasSize(3);
  }

  @Test
  void aDuplicateIsAFaultOfTheLaterFile() throws Exception {
    rig.write(
        "fleet.d/a.toml", ConfigFolder.machine("web1", "red"), ConfigFolder.machine("web2", "red"));
    Path later = rig.write("fleet.d/b.toml", ConfigFolder.machine("WEB1", "red"));
    FleetReader.Reading reading = rig.read();
    assertThat(reading.faults()).hasSize(1);
    assertThat(reading.faults().getFirst().text())
        .startsWith(
            later + ":1: machine red/web1 is also in " + dir.resolve("fleet.d/a.toml") + ":1");
    assertThat(reading.fleet().machines()).hasSize(2);
  }

  @Test
  void theSameNameInTwoTenantsIsNoFault() throws Exception {
    rig.write("fleet.d/a.toml", ConfigFolder.machine("web1", "red"));
    rig.write("fleet.d/b.toml", ConfigFolder.machine("web1", "blue"));
    assertThat(rig.read().faults()).isEmpty();
    assertThat(rig.read().fleet().named("web1")).hasSize(2);
  }

  @Test
  void adminsInTheFileThatTheGatewayWritesAreAFault() throws Exception {
    Path edit = rig.write("fleet.d/90-postern.toml", "[admin.x]", "keys = []");
    assertThat(rig.read().faults().getFirst().text())
        .startsWith(edit + ":1: admin/x is in the file that the gateway itself writes");
  }
}
