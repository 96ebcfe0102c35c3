package postern.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;
import postern.gateway.rig.Terminal;

/** On a full disk typing stops, because it cannot be recorded; everything else works. */
@Tag("long")
@Timeout(120)
final class FullDiskTest {
  @TempDir private Path dir;
  private Path data;
  private Site site;

  @BeforeEach
  void mount() throws IOException {
    site = Site.in(dir);
    data = Files.createDirectory(dir.resolve("data"));
    Program.must("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", data.toString());
    site.fleet(
        "all.toml",
        site.person("red", "rita")
            + site.admin("ada")
            + site.auditor("otto")
            + FakeMachine.entry("web1", "red", dir.resolve("web1"))
            + """
            power = { at = "command:", on = ["true"], off = ["true"], status = ["echo", "on"] }
            """);
  }

  @AfterEach
  void unmount() {
    Program.must("umount", "-l", data.toString());
  }

  @Test
  void typingStopsWithinASecondUntilThereIsSpaceAndTheRestContinues() throws Exception {
    try (FakeMachine web1 = FakeMachine.echoing(dir.resolve("web1"));
        Gateway gateway = Gateway.start(site);
        Terminal rita = gateway.as("rita").open("web1")) {
      web1.awaitConnected();
      rita.awaitScreen("you have the keyboard");
      rita.line("before").awaitScreen("^before");
      fill();
      web1.say("the machine goes on talking\r\n");
      rita.awaitScreen("^the machine goes on talking");
      rita.awaitScreen("NOT RECORDED: no space left[\\s\\S]*typing is stopped");
      rita.line("refused").awaitScreen("NOT SENT", Duration.ofSeconds(3));
      assertOutputIsRead(web1);
      assertThat(gateway.as("rita").run("web1", "power", "on", "--force").exit()).isZero();
      assertThat(gateway.as("ada").run("admin", "status", "--check").exit()).isEqualTo(2);
      assertThat(gateway.as("ada").run("web1", "status").exit()).isZero();
      Files.delete(data.resolve("filler"));
      rita.awaitScreen("recording works again", Duration.ofSeconds(10));
      rita.line("after").awaitScreen("^after");
      String got = new String(web1.got(), UTF_8);
      assertThat(got).startsWith("before\r").endsWith("after\r").doesNotContain("refused");
      assertThat(gateway.as("otto").run("audit", "events", "--json").text())
          .contains("\"recording\"", "\"power\"");
    }
  }

  @Test
  void sendIsRefusedWithExit6UntilThereIsSpace() throws Exception {
    Path playbooks = Files.createDirectories(dir.resolve("playbooks"));
    Files.writeString(
        playbooks.resolve("type.toml"), "about = \"types\"\n[[step]]\nsend = 'refused'\n");
    try (FakeMachine web1 = FakeMachine.echoing(dir.resolve("web1"));
        Gateway gateway = Gateway.start(site)) {
      web1.awaitConnected();
      assertThat(gateway.as("rita").run("web1", "send", "before").exit()).isZero();
      fill();
      web1.say("the machine goes on talking\r\n");
      await("recording to fail")
          .until(() -> gateway.as("ada").run("admin", "status", "--check").exit() == 2);
      assertRefused(gateway.as("rita").run("web1", "send", "refused"));
      assertRefused(gateway.as("rita").feed("refused\n".getBytes(UTF_8), "web1", "send", "-"));
      Program.Outcome rescue = gateway.as("rita").run("web1", "rescue", "type");
      assertThat(rescue.exit()).as(rescue.toString()).isEqualTo(6);
      assertThat(rescue.err()).contains("what cannot be recorded is not typed");
      assertThat(new String(web1.got(), UTF_8)).isEqualTo("before\r");
      Files.delete(data.resolve("filler"));
      await("typing to be possible again")
          .until(() -> gateway.as("rita").run("web1", "send", "after").exit() == 0);
      assertThat(new String(web1.got(), UTF_8)).isEqualTo("before\rafter\r");
      assertThat(
              gateway.as("otto").run("audit", "events", "--event", "send", "--json").text().lines())
          .filteredOn(line -> line.contains("\"outcome\":\"failed\""))
          .hasSizeGreaterThanOrEqualTo(2)
          .allMatch(line -> line.contains("\"bytes\":\"0\""));
    }
  }

  private static void assertRefused(Program.Outcome sent) {
    assertThat(sent.exit()).as(sent.toString()).isEqualTo(6);
    assertThat(sent.err()).matches("postern: web1: stopped at byte 0: .*record.*\n");
    assertThat(sent.bytes()).isEmpty();
  }

  /** Writes more than all buffers hold; it must be read although it cannot be recorded. */
  private static void assertOutputIsRead(FakeMachine machine) throws IOException {
    long from = System.nanoTime();
    machine.flood(20_000);
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(10));
  }

  /** Fills the disk to the last byte. */
  private void fill() throws IOException {
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(data.resolve("filler"))) {
      while (Files.getFileStore(data).getUsableSpace() > 0) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
    await("full").until(() -> Files.getFileStore(data).getUsableSpace() == 0);
  }
}
