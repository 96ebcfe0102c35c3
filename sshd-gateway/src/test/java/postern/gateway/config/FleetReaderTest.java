package postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.mux.LineAddress;
import postern.mux.OnRelease;
import postern.mux.SerialSettings;
import postern.power.MachineAddress;
import postern.power.PowerAction;
import postern.power.UmlSettings;

/** The results of reading valid fleet files. */
final class FleetReaderTest {
  @TempDir Path dir;
  private ConfigFolder rig;

  @BeforeEach
  void make() throws Exception {
    rig = new ConfigFolder(dir);
  }

  private MachineEntry machine(String... lines) throws Exception {
    assertThat(rig.faults(lines)).isEmpty();
    return rig.read().fleet().machines().getFirst();
  }

  private static PortEntry port(MachineEntry machine, int number) {
    return Objects.requireNonNull(machine.ports().get(number));
  }

  @Test
  void onReleaseIsRead() throws Exception {
    String[] head = {"[machine.m]", "tenant = \"red\"", "console = \"unix:run/a\""};
    assertThat(machine(head).onRelease()).isEqualTo(new OnRelease.Leave());
    assertThat(port(machine(head), 1).sized()).isFalse();
    assertThat(machine(head[0], head[1], head[2], "on-release = \"lock\"").onRelease())
        .isEqualTo(new OnRelease.Lock());
    assertThat(
            machine(
                    head[0],
                    head[1],
                    head[2],
                    "on-release = \"send\"",
                    "on-release-send = '\\x03exit\\r'")
                .onRelease())
        .isEqualTo(
            new OnRelease.Send(ByteBuffer.wrap("\3exit\r".getBytes(StandardCharsets.US_ASCII))));
    assertThat(
            machine(
                    "[machine.m]",
                    "tenant = \"red\"",
                    "console = \"serial:/dev/ttyS1?baud=9600\"",
                    "on-release = \"hangup\"")
                .onRelease())
        .isEqualTo(new OnRelease.HangUp());
  }

  @Test
  void outputIsFilteredUnlessRawIsConfigured() throws Exception {
    String[] entry = {"[machine.m]", "tenant = \"red\"", "console = \"unix:/a\""};
    assertThat(machine(entry).output()).isEqualTo(MachineEntry.Output.FILTERED);
    String raw = entry[2] + "\noutput = \"raw\"";
    assertThat(machine(entry[0], entry[1], raw).output()).isEqualTo(MachineEntry.Output.RAW);
  }

  @Test
  void everyKindOfLineIsRead() throws Exception {
    MachineEntry machine =
        machine(
            "[machine.m]",
            "tenant = \"Red\"",
            "console = \"unix:run/a\"",
            "size = \"132x43\"",
            "break = \"never\"",
            "[machine.m.port.2]",
            "console = \"tcp:[::1]:4000\"",
            "[machine.m.port.3]",
            "console = \"pty:/dev/pts/9\"",
            "[machine.m.port.4]",
            "console = \"serial:/dev/ttyUSB0?baud=115200&parity=even&flow=rts-cts&dtr=false\"",
            "[machine.m.port.5]",
            "console = { at = \"serial:/dev/ttyS1\", baud = 9600, data = 7, stop = 2 }");
    assertThat(machine.fullName()).isEqualTo("red/m");
    assertThat(machine.breakPolicy()).isEqualTo(MachineEntry.BreakPolicy.NEVER);
    assertThat(machine.autostart()).isFalse();
    assertThat(port(machine, 1))
        .isEqualTo(
            new PortEntry(new LineAddress.UnixSocket(dir.resolve("fleet.d/run/a")), 43, 132));
    assertThat(port(machine, 2).address()).isEqualTo(new LineAddress.Tcp("::1", 4000));
    assertThat(port(machine, 3).address()).isEqualTo(new LineAddress.Pty(Path.of("/dev/pts/9")));
    assertThat(port(machine, 4).address())
        .isEqualTo(
            new LineAddress.Serial(
                Path.of("/dev/ttyUSB0"),
                new SerialSettings(
                    115200,
                    8,
                    SerialSettings.Parity.EVEN,
                    SerialSettings.StopBits.ONE,
                    SerialSettings.Flow.RTS_CTS,
                    false,
                    true,
                    true)));
    assertThat(((LineAddress.Serial) port(machine, 5).address()).settings())
        .isEqualTo(
            new SerialSettings(
                9600,
                7,
                SerialSettings.Parity.NONE,
                SerialSettings.StopBits.TWO,
                SerialSettings.Flow.NONE,
                true,
                true,
                true));
  }

  @Test
  void aUmlMachineHasItsConsoleItsPowerAndItsProfiles() throws Exception {
    MachineEntry machine =
        machine(
            "[machine.web2]",
            "tenant = \"acme\"",
            "kind = \"uml\"",
            "initrd = \"boot/initrd\"",
            "memory = \"96M\"",
            "append = \"quiet\"",
            "net = \"tap:red0@/run/netns/red\"",
            "start = \"manual\"",
            "[machine.web2.profile.rescue]",
            "append = \"single\"",
            "initrd = \"boot/rescue\"");
    Path socket = dir.resolve("data/keeper/acme.web2.console");
    UmlSettings settings =
        new UmlSettings(
            "acme.web2",
            Path.of("/usr/bin/linux.uml"),
            Optional.of(dir.resolve("fleet.d/boot/initrd")),
            Optional.empty(),
            "96M",
            "quiet",
            Optional.of("tap:red0@/run/netns/red"),
            dir.resolve("data/uml"),
            socket);
    assertThat(machine.power().orElseThrow().address()).isEqualTo(new MachineAddress.Uml(settings));
    assertThat(port(machine, 1).address()).isEqualTo(new LineAddress.UnixSocket(socket));
    assertThat(machine.autostart()).isFalse();
    UmlSettings rescue =
        ((MachineAddress.Uml) machine.startedIn("rescue").orElseThrow()).settings();
    assertThat(rescue.append()).isEqualTo("quiet single");
    assertThat(rescue.initrd()).contains(dir.resolve("fleet.d/boot/rescue"));
    assertThat(rescue.memory()).isEqualTo("96M");
    assertThat(machine.startedIn("default")).contains(new MachineAddress.Uml(settings));
    assertThat(machine.startedIn("nonsense")).isEmpty();
  }

  @Test
  void aQemuProfileAddsToTheKernelCommandLineOrReplacesTheCommand() throws Exception {
    MachineEntry machine =
        machine(
            "[machine.vm]",
            "tenant = \"acme\"",
            "kind = \"qemu\"",
            "command = [\"qemu-system-x86_64\", \"-append\", \"quiet\"]",
            "console = \"unix:/run/vm.serial\"",
            "power = \"qmp:/run/vm.qmp\"",
            "[machine.vm.profile.rescue]",
            "append = \"single\"",
            "[machine.vm.profile.other]",
            "command = [\"qemu-system-x86_64\", \"-cdrom\", \"rescue.iso\"]");
    assertThat(((MachineAddress.Qemu) machine.startedIn("rescue").orElseThrow()).command())
        .containsExactly("qemu-system-x86_64", "-append", "quiet single");
    assertThat(((MachineAddress.Qemu) machine.startedIn("other").orElseThrow()).command())
        .containsExactly("qemu-system-x86_64", "-cdrom", "rescue.iso");
  }

  @Test
  void aUmlMachineWithoutPowerIsStartedButCannotBeSwitched() throws Exception {
    MachineEntry machine =
        machine("[machine.m]", "tenant = \"red\"", "kind = \"uml\"", "power = false");
    assertThat(machine.power().orElseThrow().withheld()).isTrue();
    assertThat(machine.autostart()).isTrue();
  }

  @Test
  void aQemuMachineHasItsCommandAndItsMonitor() throws Exception {
    MachineEntry machine =
        machine(
            "[machine.vm]",
            "tenant = \"acme\"",
            "kind = \"qemu\"",
            "command = [\"qemu-system-x86_64\", \"-nographic\"]",
            "console = \"unix:/run/vm.serial\"",
            "power = \"qmp:/run/vm.qmp\"");
    assertThat(machine.power().orElseThrow().address())
        .isEqualTo(
            new MachineAddress.Qemu(
                "acme.vm",
                List.of("qemu-system-x86_64", "-nographic"),
                Path.of("/run/vm.qmp"),
                Optional.empty()));
    assertThat(machine.autostart()).isTrue();
    MachineEntry own =
        machine(
            "[machine.vm]",
            "tenant = \"acme\"",
            "kind = \"qemu\"",
            "command = [\"qemu-system-x86_64\", \"-nographic\"]",
            "console = \"exec:\"",
            "power = \"qmp:/run/vm.qmp\"");
    Path socket = dir.resolve("data/keeper/acme.vm.console");
    assertThat(((MachineAddress.Qemu) own.power().orElseThrow().address()).console())
        .contains(socket);
    assertThat(port(own, 1).address()).isEqualTo(new LineAddress.UnixSocket(socket));
  }

  @Test
  void anExecConsoleRunsInTheKeeperAndMayBeThePower() throws Exception {
    MachineEntry machine =
        machine(
            "[machine.sw1]",
            "tenant = \"acme\"",
            "console = { at = \"exec:\", command = [\"/bin/cat\", \"-u\"] }",
            "power = \"exec:\"",
            "[machine.sw1.port.2]",
            "console = { at = \"exec:\", command = [\"/bin/sh\"] }");
    Path socket = dir.resolve("data/keeper/acme.sw1.console");
    MachineAddress.Exec exec =
        new MachineAddress.Exec("acme.sw1", List.of("/bin/cat", "-u"), socket);
    assertThat(port(machine, 1).process()).contains(exec);
    assertThat(port(machine, 1).address()).isEqualTo(new LineAddress.UnixSocket(socket));
    assertThat(machine.power().orElseThrow().address()).isEqualTo(exec);
    assertThat(port(machine, 2).process().orElseThrow().console())
        .isEqualTo(dir.resolve("data/keeper/acme.sw1.2.console"));
  }

  @Test
  void powerIsReadFromQmpMconsoleAndCommands() throws Exception {
    String head = "[machine.m]\ntenant = \"red\"\nconsole = \"unix:/a\"\n";
    assertThat(machine(head + "power = \"qmp:/q\"").power().orElseThrow())
        .isEqualTo(new PowerAddress(new MachineAddress.Qmp(Path.of("/q")), "qmp:/q"));
    assertThat(machine(head + "power = \"mconsole:/u/m/mconsole\"").power().orElseThrow().address())
        .isEqualTo(new MachineAddress.Mconsole(Path.of("/u/m/mconsole")));
    assertThat(
            machine(head + "power = { at = \"command:\", on = [\"/on\"], status = [\"/st\"] }")
                .power()
                .orElseThrow()
                .address())
        .isEqualTo(
            new MachineAddress.Commands(
                Map.of(PowerAction.ON, List.of("/on")), Optional.of(List.of("/st"))));
    assertThat(machine(head + "power = false").power()).isEmpty();
  }

  @Test
  void keyOptionsArePartOfAPersonsKey() throws Exception {
    assertThat(
            rig.faults(
                "[tenant.red.person.Ann]",
                "keys = ['from=\"10.0.0.0/8,!10.1.1.1\",expiry-time=\"20300102Z\" "
                    + ConfigFolder.key(3)
                    + "']",
                "access = \"watch\"",
                "machines = [\"web*\"]",
                "escape = \"^]\""))
        .isEmpty();
    Person ann = rig.read().fleet().people().getFirst();
    assertThat(ann.fullName()).isEqualTo("red/ann");
    assertThat(ann.access()).isEqualTo(Person.Access.WATCH);
    assertThat(ann.machines()).containsExactly("web*");
    assertThat(ann.escape()).isEqualTo("^]");
    PublicKeyEntry key = ann.keys().getFirst();
    assertThat(key.from()).containsExactly("10.0.0.0/8", "!10.1.1.1");
    assertThat(key.expires()).contains(Instant.parse("2030-01-02T00:00:00Z"));
    assertThat(rig.read().fleet().owners(key.fingerprint())).containsExactly(ann);
  }

  @Test
  void longAndDottedNamesGetASocketThatFits() {
    KeeperSockets sockets = new KeeperSockets(Path.of("/var/lib/postern/data/keeper"));
    assertThat(sockets.console("red", "web1", 1).getFileName()).hasToString("red.web1.console");
    assertThat(sockets.console("red", "web1", 2).getFileName()).hasToString("red.web1.2.console");
    Path one = sockets.console("a.b", "c", 1);
    assertThat(one).isNotEqualTo(sockets.console("a", "b.c", 1));
    Path longest = sockets.console("t".repeat(63), "m".repeat(63), 99);
    assertThat(longest.toString().length()).isLessThanOrEqualTo(107);
    assertThat(sockets.fault()).isEmpty();
    assertThat(new KeeperSockets(Path.of("/" + "d".repeat(90))).fault().orElseThrow())
        .contains("too long for the unix sockets in it by 9 bytes");
  }

  @Test
  void fourThousandMachinesAreReadInSeconds() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 4000; i++) {
      text.append(ConfigFolder.machine("m" + i, "t" + i % 40));
    }
    long start = System.nanoTime();
    assertThat(rig.faults(text.toString())).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    assertThat(rig.read().fleet().machines()).hasSize(4000);
  }
}
