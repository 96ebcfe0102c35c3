package postern.power.keeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.power.KeeperNotice;
import postern.power.posix.Posix;
import postern.power.testing.TestKeeper;
import postern.power.testing.TestSocket;

final class KeeperTest {
  @TempDir Path dir;
  private final List<KeeperNotice> notices = new CopyOnWriteArrayList<>();
  private KeeperClient client = new KeeperClient(Path.of("/"), List.of());

  private KeeperClient client() {
    return client;
  }

  @BeforeEach
  void startKeeper() {
    TestKeeper.runInThisProcess(dir);
    client = new KeeperClient(dir, List.of("false"));
    client.listen(notices::add);
  }

  private Path console() {
    return dir.resolve("console");
  }

  @AfterEach
  void endTheKeeper() throws IOException {
    client().end();
    client().close();
  }

  private void shell(String script) throws IOException {
    client().start("exec:t", List.of("sh", "-c", script), console());
  }

  private boolean running() throws IOException {
    return client().show("exec:t").orElseThrow().running();
  }

  @Test
  void inputReachesTheProcessOnceAndIsNotEchoed() throws Exception {
    client().start("exec:t", List.of("cat"), console());
    try (TestSocket socket = TestSocket.connect(console())) {
      socket.send("hello\n");
      assertThat(socket.readUntil("hello\n")).isEqualTo("hello\n");
    }
  }

  @Test
  void concurrentRequestsAreAllAnswered() throws Exception {
    shell("sleep 100");
    List<IOException> failed = new CopyOnWriteArrayList<>();
    List<Thread> askers = new ArrayList<>();
    for (int asker = 0; asker < 16; asker++) {
      askers.add(Thread.ofVirtual().start(() -> askOften(failed)));
    }
    for (Thread asker : askers) {
      asker.join();
    }
    assertThat(failed).isEmpty();
    assertThat(notices).isEmpty();
  }

  private void askOften(List<IOException> failed) {
    try {
      for (int i = 0; i < 100; i++) {
        client().show("exec:t");
      }
    } catch (IOException e) {
      failed.add(e);
    }
  }

  @Test
  void everyByteIsRelayedUnchangedInBothDirections() throws Exception {
    byte[] all = new byte[64 * 1024];
    new java.util.Random(7).nextBytes(all);
    client().start("exec:t", List.of("cat"), console());
    try (TestSocket socket = TestSocket.connect(console())) {
      Thread typist = Thread.ofVirtual().start(() -> socket.sendQuietly(all));
      assertThat(socket.read(all.length)).isEqualTo(all);
      typist.join();
    }
  }

  @Test
  void aProcessOnPipesStillHasAControllingTerminal() throws Exception {
    byte[] all = new byte[64 * 1024];
    new java.util.Random(8).nextBytes(all);
    String script =
        "test -p /dev/stdin && test -p /dev/stdout && stty size </dev/tty && printf '\\r' && exec cat";
    client().start("exec:t", List.of("sh", "-c", script), console(), Stdio.PIPES);
    try (TestSocket socket = TestSocket.connect(console())) {
      assertThat(socket.readUntil("\n\r")).isEqualTo("24 80\r\n\r");
      Thread typist = Thread.ofVirtual().start(() -> socket.sendQuietly(all));
      assertThat(socket.read(all.length)).isEqualTo(all);
      typist.join();
    }
  }

  @Test
  void theProcessHasAControllingTerminalOfEightyByTwentyFour() throws Exception {
    shell("stty size </dev/tty; test -t 0 && tty; echo done; sleep 100");
    try (TestSocket socket = TestSocket.connect(console())) {
      assertThat(socket.readUntil("done")).contains("24 80").contains("/dev/pts/");
    }
  }

  @Test
  void outputBeforeTheFirstClientIsNotLost() throws Exception {
    shell("echo early; sleep 100");
    await().until(() -> client().show("exec:t").orElseThrow().lastLine().equals("early"));
    try (TestSocket socket = TestSocket.connect(console())) {
      assertThat(socket.readUntil("early\n")).isEqualTo("early\n");
    }
  }

  @Test
  @Tag("long")
  void aProcessWithoutAClientNeverBlocksAndDroppedBytesAreCounted() throws Exception {
    shell("yes 1234567 | head -c 8388608; echo; echo the end; sleep 100");
    await().until(() -> client().show("exec:t").orElseThrow().lastLine().equals("the end"));
    long dropped = client().show("exec:t").orElseThrow().dropped();
    try (TestSocket socket = TestSocket.connect(console())) {
      String kept = socket.readUntil("the end\n");
      assertThat(kept).hasSizeLessThanOrEqualTo(256 * 1024).hasSizeGreaterThan(200 * 1024);
      assertThat(dropped + kept.length()).isEqualTo(8388608 + "\nthe end\n".length());
    }
  }

  @Test
  void aClientThatStopsReadingDoesNotBlockTheProcess() throws Exception {
    shell("read go; yes 1234567 | head -c 8388608; touch " + dir + "/done; sleep 100");
    try (TestSocket socket = TestSocket.connect(console())) {
      socket.send("go\n");
      await().until(() -> Files.exists(dir.resolve("done")));
      assertThat(client().show("exec:t").orElseThrow().dropped()).isPositive();
    }
  }

  @Test
  void inputThatTheProcessDoesNotReadYetIsNotLost() throws Exception {
    shell("until test -e " + dir + "/go; do sleep 0.05; done; head -c 300000 | wc -c; sleep 100");
    try (TestSocket socket = TestSocket.connect(console())) {
      Thread typist = Thread.ofVirtual().start(() -> socket.sendQuietly(new byte[300_000]));
      await().until(() -> typist.getState() == Thread.State.WAITING); // the socket is full
      Files.createFile(dir.resolve("go"));
      assertThat(socket.readUntil("300000")).contains("300000");
      typist.join();
    }
  }

  @Test
  void aNewClientReplacesTheOldOne() throws Exception {
    client().start("exec:t", List.of("cat"), console());
    try (TestSocket first = TestSocket.connect(console());
        TestSocket second = TestSocket.connect(console())) {
      assertThat(first.readToEnd()).isEmpty();
      second.send("x\n");
      assertThat(second.readUntil("x\n")).isEqualTo("x\n");
    }
  }

  @Test
  void afterTheEndTheLastOutputIsDeliveredAndTheSocketIsRemoved() throws Exception {
    shell("echo bye; exit 3");
    await().until(() -> !notices.isEmpty());
    assertThat(notices)
        .containsExactly(new KeeperNotice.Ended("exec:t", console(), "exit code 3: bye"));
    try (TestSocket socket = TestSocket.connect(console())) {
      assertThat(socket.readToEnd()).isEqualTo("bye\n");
    }
    await().until(() -> !Files.exists(console()));
    assertThat(running()).isFalse();
  }

  @Test
  void aProgramThatDoesNotExistIsReportedByItsExitCodeAndLastLine() throws Exception {
    client().start("exec:t", List.of("/no/such/program"), console());
    await().until(() -> !running());
    assertThat(client().show("exec:t").orElseThrow().how()).contains("exit code 127", "not found");
  }

  @Test
  void killSignalsTheProcessGroupAndTheNextStartUsesTheSameSocket() throws Exception {
    shell("sleep 100 & echo up; wait");
    try (TestSocket socket = TestSocket.connect(console())) {
      socket.readUntil("up");
      client().kill("exec:t", Posix.SIGKILL);
      assertThat(socket.readToEnd()).isEqualTo("\n");
    }
    await().until(() -> !running());
    assertThat(client().show("exec:t").orElseThrow().how()).startsWith("signal 9");
    shell("echo again; sleep 100");
    try (TestSocket socket = TestSocket.connect(console())) {
      assertThat(socket.readUntil("again")).contains("again");
    }
  }

  @Test
  void theSameNameIsNotStartedTwice() throws Exception {
    shell("sleep 100");
    assertThatThrownBy(() -> shell("sleep 100"))
        .isInstanceOf(KeeperRefused.class)
        .hasMessage("exec:t is running already");
  }

  @Test
  void aFileAtTheConsolesPathIsNotRemoved() throws Exception {
    Files.writeString(console(), "precious");
    assertThatThrownBy(() -> shell("sleep 100")).hasMessageContaining("exists and is not a socket");
    assertThat(console()).hasContent("precious");
  }

  @Test
  void malformedRequestsEndTheirConnectionOnly() throws Exception {
    client().start("exec:t", List.of("cat"), console());
    for (String nonsense : List.of("\n", "[]\n", "{\n", "\0\0\n", "x".repeat(300_000))) {
      try (TestSocket socket = TestSocket.connect(dir.resolve("control"))) {
        socket.sendQuietly(nonsense.getBytes(StandardCharsets.UTF_8));
        assertThat(socket.readToEnd()).isEmpty();
      }
    }
    try (TestSocket socket = TestSocket.connect(dir.resolve("control"))) {
      socket.send("{\"id\":1,\"do\":\"dance\"}\n");
      assertThat(socket.readUntil("\n")).contains("\"error\":\"the keeper knows start");
    }
    assertThat(running()).isTrue();
  }

  @Test
  void anIdleKeeperEnds() throws Exception {
    Keeper keeper = new Keeper(dir.resolve("lonely"), Duration.ofMillis(1).toNanos());
    Thread thread = Thread.ofPlatform().start(() -> runQuietly(keeper));
    assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
    assertThat(dir.resolve("lonely")).doesNotExist();
  }

  private static void runQuietly(Keeper keeper) {
    try {
      keeper.run();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void theDirectoryAndTheSocketsArePrivate() throws Exception {
    shell("sleep 100");
    assertThat(Files.getPosixFilePermissions(dir)).hasSize(3);
    assertThat(Files.getPosixFilePermissions(console())).hasSize(3);
  }
}
