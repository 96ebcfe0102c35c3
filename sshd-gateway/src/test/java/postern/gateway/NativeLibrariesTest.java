package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;

/**
 * Another user of the host has put libraries into the shared folder for temporary files, where the
 * loaders of the libraries look for them.
 */
@Tag("long")
@Timeout(120)
final class NativeLibrariesTest {
  private static final String PACKED = "/Linux/" + processor() + "/libjSerialComm.so";

  @TempDir private Path dir;
  private Path shared;
  private Path victim;
  private Site site;
  private Path tty;

  private static String processor() {
    return System.getProperty("os.arch").equals("aarch64") ? "armv8_64" : "x86_64";
  }

  @BeforeEach
  void plant() throws IOException {
    shared = Files.createDirectory(dir.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path planted = Files.createDirectories(shared.resolve("jSerialComm/2.11.4"));
    try (InputStream library =
        Objects.requireNonNull(NativeLibrariesTest.class.getResourceAsStream(PACKED))) {
      Files.copy(library, planted.resolve("libjSerialComm.so"));
    }
    victim = Files.createDirectory(dir.resolve("victim"));
    Files.writeString(victim.resolve("precious"), "keep me");
    Files.createSymbolicLink(shared.resolve("jSerialComm/old"), victim);
    site = Site.in(Files.createDirectory(dir.resolve("site")));
    tty = dir.resolve("tty");
    site.fleet(
        "all.toml",
        site.person("red", "rita")
            + site.auditor("otto")
            + "[machine.web1]\ntenant = \"red\"\nconsole = \"pty:"
            + tty
            + "\"\n");
  }

  private List<String> inSharedFolder() {
    return List.of("env", "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=" + shared);
  }

  /** Returns the mapped libraries that belong neither to the system nor to Java. */
  private static List<String> loaded(long pid) throws IOException {
    String java = Path.of(System.getProperty("java.home")).toRealPath().toString();
    return Files.readAllLines(Path.of("/proc/" + pid + "/maps")).stream()
        .filter(line -> line.split(" +", 6)[1].contains("x") && line.contains("/"))
        .map(line -> line.substring(line.indexOf('/')).replace(" (deleted)", ""))
        .filter(path -> path.contains(".so") && !path.startsWith(java))
        .filter(path -> !path.startsWith("/usr/") && !path.startsWith("/lib"))
        .distinct()
        .toList();
  }

  @Test
  void allComeFromAFolderOfTheDataDirectoryThatIsMadeAfresh() throws IOException {
    Path own = site.dir().resolve("data/native");
    Path outside = Files.createDirectory(dir.resolve("outside"));
    Files.createDirectories(own.getParent());
    Files.createSymbolicLink(own, outside);
    try (Program pty =
            Program.start(List.of("socat", "PTY,rawer,link=" + tty, "EXEC:cat,pty,rawer"));
        Gateway gateway = Gateway.start(inSharedFolder(), site)) {
      await("the line that needs jSerialComm")
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> gateway.as("rita").run("web1", "status", "--json").text().contains("\"up\""));
      assertThat(pty.process().isAlive()).isTrue();
      assertThat(Files.isSymbolicLink(own)).isFalse();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
          .isEqualTo("rwx------");
      assertThat(loaded(gateway.pid()))
          .hasSize(3)
          .allMatch(path -> path.startsWith(own + "/"))
          .anyMatch(path -> path.contains("epoll"))
          .anyMatch(path -> path.contains("zstd"))
          .anyMatch(path -> path.endsWith("libjSerialComm.so"));
    }
    assertThat(outside).isEmptyDirectory();
    assertThat(victim.resolve("precious")).hasContent("keep me");
    try (var left = Files.list(shared)) {
      assertThat(left.map(Path::getFileName).map(Path::toString))
          .allMatch(name -> name.equals("jSerialComm") || name.startsWith("hsperfdata"));
    }
  }

  @Test
  void whatOthersMayWriteIsNamedByCheckAndByServe() throws IOException {
    Path fleet = site.dir().resolve("fleet.d/all.toml");
    Files.setPosixFilePermissions(fleet, PosixFilePermissions.fromString("rw-rw-rw-"));
    Program.Outcome check =
        Program.run(
            Duration.ofSeconds(60),
            Gateway.command("check", "--config", site.config().toString()).toArray(String[]::new));
    assertThat(check.exit()).isEqualTo(1);
    assertThat(check.err()).contains(fleet + ":1: others can write here", "chmod go-w");
    Files.setPosixFilePermissions(fleet, PosixFilePermissions.fromString("rw-r--r--"));
    Program.must("chmod", "o+w", site.dir().toString());
    try (Gateway gateway = Gateway.start(site)) {
      assertThat(gateway.stderr())
          .contains("not safe from other users at=" + site.dir() + ":1: others can write here");
      boolean root = Program.must("id", "-u").strip().equals("0");
      assertThat(gateway.stderr().contains("running as root")).isEqualTo(root);
    }
  }
}
