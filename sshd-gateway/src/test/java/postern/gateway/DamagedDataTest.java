package postern.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;

/** A gateway is stopped, its data directory damaged, and started again. */
@Tag("long")
@Timeout(600)
final class DamagedDataTest {
  private static final List<String> KINDS = List.of("empty", "garbage", "folder", "fifo", "huge");

  @TempDir private Path dir;
  private Site site;

  @BeforeEach
  void site() throws IOException {
    site = Site.in(dir);
    site.fleet(
        "all.toml",
        site.person("red", "rita")
            + site.admin("ada")
            + site.auditor("otto")
            + FakeMachine.entry("web1", "red", dir.resolve("web1")));
  }

  private Path data() {
    return dir.resolve("data");
  }

  private Program.Outcome offline(String... words) {
    List<String> all = new java.util.ArrayList<>(List.of("audit", "--data", data().toString()));
    all.addAll(List.of(words));
    return Program.run(
        Duration.ofSeconds(60), Gateway.command(all.toArray(String[]::new)).toArray(String[]::new));
  }

  @Test
  void damageInTheRecordIsSaidEverywhereAndNothingElseIsHidden() throws Exception {
    try (FakeMachine web1 = FakeMachine.echoing(dir.resolve("web1"));
        Gateway gateway = Gateway.start(site)) {
      web1.awaitConnected();
      web1.say("this is lost\r\n");
      gateway.as("rita").run("web1", "wait", "lost");
      gateway.terminate();
      Path log = onlyFile("events");
      String text = Files.readString(log, ISO_8859_1);
      String damaged = text.replaceFirst("\\{\"id\":3,", "{\"id\":7,");
      Files.writeString(log, damaged, ISO_8859_1);
      Files.delete(onlyFile("journal"));
      checkOffline(damaged);
      gateway.startAgain();
      web1.awaitConnected();
      web1.say("this is there\r\n");
      gateway.as("rita").run("web1", "wait", "there");
      checkOnline(gateway);
      assertThat(Files.readString(log, ISO_8859_1)).startsWith(damaged);
    }
  }

  private void checkOffline(String log) {
    Program.Outcome events = offline("events", "--json");
    assertThat(events.exit()).isEqualTo(1);
    assertThat(events.text().lines()).hasSize((int) log.lines().count() - 1);
    assertThat(events.err()).contains("jsonl, byte ").contains("event 3 is missing here");
    assertThat(offline("sessions").exit()).isEqualTo(1);
    Program.Outcome output = offline("output", "web1");
    assertThat(output.exit()).isIn(1, 3);
  }

  private static void checkOnline(Gateway gateway) {
    Program.Outcome events = gateway.as("otto").run("audit", "events", "--json");
    assertThat(events.exit()).isEqualTo(1);
    assertThat(events.err().lines().filter(line -> line.contains("event 3 is missing"))).hasSize(1);
    assertThat(events.text()).contains("\"id\":4,").contains("\"id\":2,");
    assertThat(gateway.as("otto").run("audit", "sessions").exit()).isEqualTo(1);
    Program.Outcome output = gateway.as("otto").run("audit", "output", "web1");
    assertThat(output.exit()).isEqualTo(1);
    assertThat(output.text()).isEqualTo("this is there\r\n");
    assertThat(output.err()).contains("output from offset 0 to 14 is missing");
    Program.Outcome status = gateway.as("ada").run("admin", "status", "--check");
    assertThat(status.exit()).isEqualTo(1);
    assertThat(status.text()).contains("the event log is damaged in 1 place");
    Program.Outcome log = gateway.as("rita").run("web1", "log");
    assertThat(log.exit()).isEqualTo(1);
    assertThat(log.text()).contains("this is there");
    assertThat(log.err()).contains("output from offset 0 to 14 is missing");
  }

  private Path onlyFile(String folder) throws IOException {
    try (Stream<Path> all = Files.list(data().resolve(folder))) {
      return all.toList().getFirst();
    }
  }

  /** Every file that is not the record itself, damaged in every way, one after the other. */
  @Test
  void noCacheAndNoStatePreventsAStart() throws Exception {
    try (Gateway gateway = Gateway.start(site)) {
      for (String kind : KINDS) {
        gateway.terminate();
        for (Path file : files(kind)) {
          damage(file, kind);
        }
        gateway.startAgain();
        await("the answer").until(() -> gateway.as("ada").run("admin", "machines").exit() == 0);
        Program.Outcome status = gateway.as("ada").run("admin", "status", "--check");
        assertThat(status.exit()).as(status.toString()).isEqualTo(1);
        assertThat(status.text()).contains("set aside as damaged: ");
        assertThat(gateway.as("otto").run("audit", "events").exit()).isZero();
      }
    }
  }

  private List<Path> files(String kind) {
    Stream<String> names =
        Stream.of(
            "checkpoint",
            "index.mv.db",
            "fleet-good/all.toml",
            "locks/red.web1.1.lock",
            "sizes/red.web1.1.size",
            "profiles/red.web1.profile",
            "try/red.web1.try");
    Stream<String> shape =
        kind.equals("folder") || kind.equals("fifo")
            ? Stream.of("lock", "reserve", "format")
            : Stream.of();
    return Stream.concat(names, shape).map(data()::resolve).toList();
  }

  private static void damage(Path file, String kind) throws Exception {
    Files.createDirectories(file.getParent());
    Program.must("rm", "-rf", file.toString());
    switch (kind) {
      case "empty" -> Files.createFile(file);
      case "garbage" -> Files.write(file, new byte[] {(byte) 0xff, '\\', 'u', 0, (byte) 0xfe});
      case "folder" -> Files.createFile(Files.createDirectory(file).resolve("x"));
      case "fifo" -> Program.must("mkfifo", file.toString());
      default -> Program.must("truncate", "-s", "100M", file.toString());
    }
  }

  @Test
  void aTornEndOfFiveMegabytesIsKeptAndSaid() throws Exception {
    try (Gateway gateway = Gateway.start(site)) {
      gateway.terminate();
      Path log = onlyFile("events");
      Files.write(log, new byte[5 << 20], java.nio.file.StandardOpenOption.APPEND);
      gateway.startAgain();
      Program.Outcome status = gateway.as("ada").run("admin", "status", "--check");
      assertThat(status.exit()).isEqualTo(1);
      assertThat(status.text()).contains(".torn-");
      assertThat(gateway.stderr()).contains("torn end set aside");
      assertThat(gateway.as("otto").run("audit", "events").exit()).isZero();
    }
  }
}
