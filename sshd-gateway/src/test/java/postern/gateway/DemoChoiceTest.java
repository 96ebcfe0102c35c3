package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.GuestImages;
import postern.gateway.rig.Program;

/** Which machines the demo starts where: as root and not, without tun, with kernels that panic. */
@Tag("guest")
@Timeout(300)
final class DemoChoiceTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String PANIC =
      "Kernel panic - not syncing: userspace - ptrace set fp regs failed, errno = 14";

  /** Programs that are hidden to play a system that has them not. */
  private static final Set<String> HIDDEN =
      Set.of("apt-get", "qemu-system-x86_64", "linux.uml", "busybox");

  /** A checkout that an ordinary user can read and has for a home. */
  private static Path open;

  private static String classes;

  @TempDir private Path dir;

  @BeforeAll
  static void checkoutForEverybody() throws IOException {
    open = Files.createTempDirectory("postern-demo");
    for (String part : List.of("postern", ".ci", "demo", "guest", "playbooks")) {
      Program.must("cp", "-R", Program.checkout().resolve(part).toString(), open.toString());
    }
    classes = Gateway.classPathIn(Files.createDirectory(open.resolve("classes")));
    // Downloads nothing that is here already.
    GuestImages.uml();
    GuestImages.cloud();
    takePackages(Files.createDirectories(open.resolve(".postern-demo/guest")));
    Program.must("chown", "-R", "nobody", open.toString());
    Program.must("chmod", "a+rx", open.toString());
  }

  private static void takePackages(Path guest) {
    Path packages = Program.checkout().resolve("target/guest/packages");
    Program.must("cp", "-R", packages.toString(), guest.toString());
  }

  @AfterAll
  static void remove() {
    Program.must("rm", "-rf", open.toString());
  }

  @AfterEach
  void end() {
    demo(Map.of(), "--stop");
  }

  @Test
  void whoeverMayOpenTheTunDeviceNeedsNoRoot() {
    String script =
        "./postern demo --port 0 --detach && ./postern demo --door web1; came=$?;"
            + " ./postern demo --stop; exit $came";
    Program.Outcome ran = asNobody("mknod -m 666 /dev/net/tun c 10 200", script);
    assertThat(ran.exit()).as(ran.toString()).isZero();
    assertThat(ran.text()).contains("web1@127.0.0.1").endsWith("open\n");
    assertThat(ran.err()).contains("User-Mode Linux boots here");
  }

  @Test
  void anOrdinaryUserWithoutTunGetsQemuWithAllThatTheOtherMachinesHave() throws Exception {
    Program.Outcome forced =
        asNobody("mknod -m 600 /dev/net/tun c 10 200", "./postern demo --machines uml");
    assertThat(forced.exit()).as(forced.toString()).isEqualTo(1);
    assertThat(forced.err().lines())
        .singleElement()
        .asString()
        .contains("--machines uml", "/dev/net/tun, which this user may not open");

    Program.Outcome started = asNobody("true", "./postern demo --port 0 --detach");
    try {
      assertThat(started.exit()).as(started.toString()).isZero();
      assertThat(started.text()).contains("two QEMU machines with user-mode networking");
      assertThat(started.err()).contains("not User-Mode Linux: /dev/net/tun is not there");
      assertThat(marked(home())).isNotEmpty();
      theDoorFollowsTheFirewall();
      powerWorks();
    } finally {
      Program.Outcome stopped = asNobody("true", "./postern demo --stop");
      assertThat(stopped.err()).contains("ended");
    }
    assertThat(marked(home())).isEmpty();
    assertThat(door("web1").exit()).isEqualTo(3);
  }

  private void theDoorFollowsTheFirewall() {
    assertThat(door("web1").text()).isEqualTo("open\n");
    assertThat(door("web2").text()).isEqualTo("open\n");
    red("send", "root");
    red("wait", "Password:", "--timeout", "30s");
    red("send", "postern");
    red("wait", "'web1:.*# '", "--timeout", "30s");
    red("send", "fw-break");
    await().atMost(SOON).until(() -> door("web1").exit() == 1);
    assertThat(door("web1").text()).isEqualTo("shut\n");
    assertThat(door("web2").text()).isEqualTo("open\n");
    red("send", "fw-fix");
    await().atMost(SOON).until(() -> door("web1").text().equals("open\n"));
  }

  private void powerWorks() {
    assertThat(red("power", "status", "--json")).contains("\"power\":\"on\"");
    red("reboot", "--force");
    await().atMost(SOON).until(() -> door("web1").text().equals("open\n"));
    red("power", "off", "--force");
    assertThat(door("web1").text()).isEqualTo("shut\n");
    red("boot", "rescue", "--force");
    await().atMost(SOON).until(() -> door("web1").text().equals("open\n"));
    assertThat(red("status", "--json")).contains("\"profile\":\"rescue\"");
    assertThat(red("log", "--lines", "500")).containsPattern("ommand line: .* single");
  }

  @Test
  void whereTheKernelPanicsItIsQemuAndControlCEndsThatToo() throws Exception {
    Map<String, String> panics = withKernel("echo '[    0.110000] " + PANIC + "'", "exit 1");
    Program.Outcome forced = demo(panics, "--machines", "uml", "--port", "0", "--detach");
    assertThat(forced.exit()).as(forced.toString()).isEqualTo(1);
    assertThat(forced.err()).contains("--machines uml: User-Mode Linux does not boot", PANIC);
    assertThat(Files.exists(dir.resolve("run/ready"))).isFalse();

    // A test run in the background has SIGINT ignored, which a shell cannot take back.
    List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT"));
    words.addAll(command("--port", "0"));
    try (Program foreground = Program.start(words, environment(panics))) {
      await()
          .atMost(LIMIT)
          .until(
              () -> foreground.outputText().contains("Ctrl-C") || !foreground.process().isAlive());
      assertThat(foreground.outputText()).as(foreground.errors()).contains("two QEMU machines");
      assertThat(foreground.errors()).contains("not User-Mode Linux:", PANIC);
      assertThat(demo(Map.of(), "--door", "web2").text()).isEqualTo("open\n");
      Program.must("kill", "-INT", "" + foreground.process().pid());
      assertThat(foreground.await(SOON).exit()).isZero();
    }
    assertThat(marked(dir.toRealPath())).isEmpty();
  }

  @Test
  void aMachineThatEndsAtOnceEndsTheStartWithItsLastLines() throws Exception {
    long began = System.nanoTime();
    // What is tried before boots, only the machines themselves do not.
    String probed = "case \" $* \" in *' guest.probe '*) exec /usr/bin/linux.uml \"$@\" ;; esac";
    Map<String, String> ends = withKernel(probed, "sleep 1; echo There is no such disk.; exit 1");
    Program.Outcome outcome = demo(ends, "--port", "0", "--detach");
    assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.err()).contains("web1 is off; its last lines:", "There is no such disk.");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMinutes(2));
    assertThat(marked(dir.toRealPath())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "dnf, dnf install busybox qemu-system-x86;",
    "apk, apk add busybox-static qemu-system-x86_64;",
    "pacman, pacman -S busybox qemu-system-x86;",
    "zypper, zypper install busybox-static qemu-x86;",
  })
  void withoutAptItNamesThePackagesOfThatSystem(String installer, String line) throws IOException {
    // Not below the test's own folder: JUnit warns of every link that leads out of it.
    Path programs = Files.createTempDirectory("postern-programs");
    try {
      Program.must("sh", "-c", "ln -s /usr/bin/* \"$1\"", "sh", programs.toString());
      for (String hidden : HIDDEN) {
        Files.delete(programs.resolve(hidden));
      }
      script(programs.resolve(installer), "exit 1");
      theDemoAndTheTestsName(programs, installer, line);
    } finally {
      Program.must("rm", "-rf", programs.toString());
    }
  }

  private void theDemoAndTheTestsName(Path programs, String installer, String line) {
    Program.Outcome outcome = demo(Map.of("PATH", programs.toString()), "--detach");
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err().lines())
        .singleElement()
        .asString()
        .contains("linux.uml is not here", "run as root: " + line, "takes apt-get");

    String tests =
        "PATH=\"$1\" && cd \"$2\" && . .ci/needs.sh &&"
            + " { get 'the tests' $test_programs || echo \"$refused\"; }";
    String checkout = Program.checkout().toString();
    assertThat(Program.must("sh", "-c", tests, "sh", programs.toString(), checkout))
        .contains("packages are missing for the tests", installer + " ", "linux.uml");
  }

  /** The environment in which linux.uml is this script. */
  private Map<String, String> withKernel(String... lines) throws IOException {
    takePackages(Files.createDirectories(dir.resolve("guest")));
    Path folder = Files.createDirectory(dir.resolve("bin"));
    script(folder.resolve("linux.uml"), lines);
    return Map.of("PATH", folder + ":" + System.getenv("PATH"));
  }

  private static void script(Path file, String... lines) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** The processes of the demo on this folder, whoever they belong to. */
  private static String marked(Path folder) {
    String script = "grep -lzFx \"POSTERN_DEMO=$1\" /proc/[0-9]*/environ 2>/dev/null || true";
    return Program.must("sh", "-c", script, "sh", folder.toString());
  }

  private static Path home() {
    return open.resolve(".postern-demo");
  }

  /** Asks the ordinary user's demo. */
  private static Program.Outcome door(String machine) {
    String postern = Program.checkout().resolve("postern").toString();
    return Program.run(LIMIT, postern, "demo", "--dir", "" + home(), "--door", machine);
  }

  /** A command of tenant red at web1 of the ordinary user's demo; it must exit 0. */
  private static String red(String... words) {
    String script =
        """
        eval "$("$1" demo --dir "$2" --print-env)" && shift 2 &&
        exec ssh -n -F none -i "$POSTERN_KEYS/red" -o BatchMode=yes -o IdentitiesOnly=yes \
          -o UserKnownHostsFile="$POSTERN_KNOWN_HOSTS" -p "$POSTERN_PORT" "web1@$POSTERN_HOST" "$@"
        """;
    List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    command.addAll(List.of(Program.checkout().resolve("postern").toString(), "" + home()));
    command.addAll(List.of(words));
    return Program.must(command.toArray(String[]::new));
  }

  /** In a mount namespace with a /dev/net of its own, so that this machine's stays as it is. */
  private static Program.Outcome asNobody(String makesDevice, String script) {
    String all =
        """
        mount -t tmpfs none /dev/net && eval "$2" && cd "$1" && exec \
          setpriv --reuid nobody --regid nogroup --clear-groups env HOME="$1" sh -c "$3"
        """;
    List<String> words =
        List.of("unshare", "--mount", "sh", "-c", all, "sh", "" + open, makesDevice, script);
    Map<String, String> environment =
        Map.of("POSTERN_CLASS_PATH", classes, "JDK25_HOME", System.getProperty("java.home"));
    try (Program program = Program.start(words, environment)) {
      program.endInput();
      return program.await(LIMIT);
    }
  }

  private Program.Outcome demo(Map<String, String> more, String... words) {
    try (Program program = Program.start(command(words), environment(more))) {
      program.endInput();
      return program.await(LIMIT);
    }
  }

  private List<String> command(String... words) {
    List<String> command = new ArrayList<>();
    command.add(Program.checkout().resolve("postern").toString());
    command.addAll(List.of("demo", "--dir", dir.toString()));
    command.addAll(List.of(words));
    return command;
  }

  /** The demo runs what these tests run, and builds nothing. */
  private static Map<String, String> environment(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    all.put("POSTERN_CLASS_PATH", Gateway.classPath());
    all.put("JDK25_HOME", System.getProperty("java.home"));
    return all;
  }
}
