package postern.power.keeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.power.KeeperNotice;
import postern.power.posix.Posix;
import postern.power.testing.TestKeeper;
import postern.power.testing.TestSocket;

/** Runs the keeper as a process of its own, as the gateway does. */
final class KeeperProcessTest {
  @TempDir Path dir;
  private final List<KeeperNotice> notices = new CopyOnWriteArrayList<>();
  private KeeperClient client = new KeeperClient(Path.of("/"), List.of());

  @BeforeEach
  void connect() {
    client = new KeeperClient(dir, TestKeeper.command());
    client.listen(notices::add);
  }

  @AfterEach
  void endTheKeeper() throws IOException {
    client.end();
    client.close();
  }

  private void shell(String script) throws IOException {
    client.start("exec:t", List.of("sh", "-c", script), dir.resolve("console"));
  }

  private boolean running() throws IOException {
    return client.show("exec:t").orElseThrow().running();
  }

  @Test
  void machinesOutliveTheClientAndTheNextOneFindsThem() throws Exception {
    shell("cat");
    client.close();
    connect();
    assertThat(client.connectIfRunning()).isTrue();
    assertThat(running()).isTrue();
    assertThat(notices).isEmpty();
  }

  @Test
  void aSecondKeeperOfOneDirectoryIsRefusedAndNamesTheFirst() throws Exception {
    shell("sleep 100");
    long first = KeeperMain.readPid(dir).orElseThrow();
    Process second = TestKeeper.spawn(dir);
    assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(1);
    assertThat(new String(second.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(
            "postern keeper: %s is in use by the keeper with process id %d\n"
                .formatted(dir, first));
    assertThat(running()).isTrue();
  }

  @Test
  void killingTheKeeperIsReportedAndEndsItsProcesses() throws Exception {
    shell("echo $$ >" + dir + "/pid; exec sleep 1000");
    await().until(() -> Files.exists(dir.resolve("pid")) && Files.size(dir.resolve("pid")) > 1);
    long child = Long.parseLong(Files.readString(dir.resolve("pid")).strip());
    long keeper = KeeperMain.readPid(dir).orElseThrow();
    Posix.kill(keeper, Posix.SIGKILL);
    await().until(() -> notices.contains(new KeeperNotice.KeeperLost("it hung up")));
    await().until(() -> !TestKeeper.alive(child));
    assertThat(client.show("exec:t")).isEmpty();
    shell("echo new; sleep 100");
    try (TestSocket socket = TestSocket.connect(dir.resolve("console"))) {
      assertThat(socket.readUntil("new")).contains("new");
    }
    assertThat(KeeperMain.readPid(dir).orElseThrow()).isNotEqualTo(keeper);
  }

  @Test
  void aKeeperThatDoesNotStartIsReportedInOneLineWithItsLog() {
    KeeperClient broken = new KeeperClient(dir, List.of("false"));
    assertThatThrownBy(() -> broken.start("exec:t", List.of("cat"), dir.resolve("console")))
        .isInstanceOf(IOException.class)
        .hasMessage("the keeper does not start; see " + dir.resolve("keeper.log"));
  }

  @Test
  void theKeeperLeadsItsOwnSession() throws Exception {
    shell("cat");
    long keeper = KeeperMain.readPid(dir).orElseThrow();
    String[] stat = Files.readString(Path.of("/proc/" + keeper + "/stat")).split(" ", -1);
    assertThat(stat[5]).isEqualTo(String.valueOf(keeper));
  }
}
