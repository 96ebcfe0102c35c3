package postern.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postern.gateway.config.PublicKeyEntry;
import postern.gateway.ssh.SshServerRig.Ran;

/** The SSH server as the stock OpenSSH client sees it. */
final class GatewaySshServerTest {
  @TempDir Path dir;
  private final EchoHandler echo = new EchoHandler();
  private SshServerRig rig;

  @BeforeEach
  void open() {
    rig = new SshServerRig(dir, echo);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aPipeComesBackByteForByteAndTheEndOfInputEndsIt() throws Exception {
    Path key = rig.member("ann");
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      all.append((char) (i * 7 & 0xff));
    }
    Ran ran = SshServerRig.run(all.toString(), rig.ssh(key, "-T", "web1@127.0.0.1"));
    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
    assertThat(ran.out()).isEqualTo("no tty\n" + all);
    await().until(() -> rig.logins.size() == 1);
    assertThat(rig.logins.getFirst().login()).isEqualTo("web1");
    assertThat(rig.logins.getFirst().people().getFirst().fullName()).isEqualTo("red/ann");
    assertThat(rig.handshakes.getFirst().kex()).startsWith("sntrup761x25519");
  }

  @Test
  void theExitStatusAndStandardErrorOfACommandArrive() throws Exception {
    Ran ran = SshServerRig.run("", rig.ssh(rig.member("ann"), "web1@127.0.0.1", "exit 5"));
    assertThat(ran).isEqualTo(new Ran(5, "", "leaving\n"));
  }

  @Test
  void anUnknownKeyIsRefusedAndReported() throws Exception {
    Ran ran = SshServerRig.run("", rig.ssh(rig.key("eve"), "admin@127.0.0.1", "exit 0"));
    assertThat(ran.status()).isEqualTo(255);
    assertThat(ran.err()).contains("Permission denied (publickey)");
    await().until(() -> !rig.refusals.isEmpty());
    assertThat(rig.refusals.getFirst().login()).isEqualTo("admin");
    assertThat(rig.refusals.getFirst().fingerprint()).startsWith("SHA256:");
    assertThat(rig.logins).isEmpty();
  }

  @Test
  void aFaultEndsOnlyItsSessionWithAMessage() throws Exception {
    Path key = rig.member("ann");
    Ran ran = SshServerRig.run("", rig.ssh(key, "web1@127.0.0.1", "break me"));
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err())
        .startsWith("postern: this session ended because of a fault in the gateway");
    assertThat(SshServerRig.run("", rig.ssh(key, "web1@127.0.0.1", "exit 3")).status())
        .isEqualTo(3);
  }

  @Test
  @Tag("long")
  void aLargeOutputReachesASlowReaderComplete() throws Exception {
    long size = 24L << 20;
    Path key = rig.member("ann");
    String client = String.join(" ", rig.ssh(key, "web1@127.0.0.1", "'flood " + size + "'"));
    Ran ran =
        SshServerRig.run(
            "",
            List.of(
                "sh",
                "-c",
                client + " | (sleep 1; head -c 1000000 >/dev/null; sleep 1; cat) | wc -c"));
    assertThat(ran.out().strip()).isEqualTo(Long.toString(size - 1_000_000));
    Ran sum = SshServerRig.run("", List.of("sh", "-c", client + " | sha256sum"));
    assertThat(sum.out()).startsWith(floodSum(size));
  }

  private static String floodSum(long size) throws Exception {
    byte[] block = new byte[64 * 1024];
    for (int i = 0; i < block.length; i++) {
      block[i] = (byte) (i * 31 + (i >> 8));
    }
    var digest = java.security.MessageDigest.getInstance("SHA-256");
    for (long left = size; left > 0; left -= block.length) {
      digest.update(block, 0, (int) Math.min(left, block.length));
    }
    return java.util.HexFormat.of().formatHex(digest.digest());
  }

  @Test
  void aKeyExchangeInMidStreamLosesNothing() throws Exception {
    long size = 2L << 20;
    Path key = rig.member("ann");
    String client =
        String.join(
            " ", rig.ssh(key, "-o", "RekeyLimit=512K", "web1@127.0.0.1", "'flood " + size + "'"));
    assertThat(SshServerRig.run("", List.of("sh", "-c", client + " | sha256sum")).out())
        .startsWith(floodSum(size));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521", "rsa -b 2048"})
  void theseKeyTypesLogIn(String kind) throws Exception {
    List<String> words = new ArrayList<>(List.of("-t"));
    words.addAll(List.of(kind.split(" ", -1)));
    Path key = rig.member("key", words.toArray(String[]::new));
    assertThat(SshServerRig.run("", rig.ssh(key, "web1@127.0.0.1", "exit 7")).status())
        .isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa-sha2-256", "rsa-sha2-512"})
  void bothNewRsaSignaturesLogIn(String algorithm) throws Exception {
    Path key = rig.member("key", "-t", "rsa", "-b", "2048");
    String only = "PubkeyAcceptedAlgorithms=" + algorithm;
    Ran ran = SshServerRig.run("", rig.ssh(key, "-o", only, "web1@127.0.0.1", "exit 7"));
    assertThat(ran.status()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"aes128-ctr", "aes256-ctr", "aes128-gcm@openssh.com", "aes256-gcm@openssh.com"})
  void theStockClientCanRequireACipher(String cipher) throws Exception {
    Path key = rig.member("key");
    Ran ran = SshServerRig.run("", rig.ssh(key, "-c", cipher, "web1@127.0.0.1", "exit 7"));
    assertThat(ran.status()).isEqualTo(7);
  }

  @Test
  void aShortRsaKeyAndOldRsaSignaturesAreRefused() throws Exception {
    Path small = rig.member("small", "-t", "rsa", "-b", "1024");
    assertThat(SshServerRig.run("", rig.ssh(small, "web1@127.0.0.1", "exit 0")).status())
        .isEqualTo(255);
    Path large = rig.member("large", "-t", "rsa", "-b", "2048");
    Ran old =
        SshServerRig.run(
            "",
            rig.ssh(large, "-o", "PubkeyAcceptedAlgorithms=ssh-rsa", "web1@127.0.0.1", "exit 0"));
    assertThat(old.status()).isEqualTo(255);
  }

  @Test
  void fromAndExpiryTimeAreEnforced() throws Exception {
    Path key = rig.key("ann");
    rig.let(
        key,
        e ->
            new PublicKeyEntry(
                e.fingerprint(), e.line(), List.of("10.0.0.0/8"), e.expires(), false));
    assertThat(SshServerRig.run("", rig.ssh(key, "web1@127.0.0.1", "exit 0")).status())
        .isEqualTo(255);
    rig.let(
        key,
        e -> new PublicKeyEntry(e.fingerprint(), e.line(), List.of("127.0.*"), e.expires(), false));
    assertThat(SshServerRig.run("", rig.ssh(key, "web1@127.0.0.1", "exit 0")).status()).isZero();
    Instant past = Instant.now().minusSeconds(1);
    rig.let(
        key,
        e -> new PublicKeyEntry(e.fingerprint(), e.line(), List.of(), Optional.of(past), false));
    assertThat(SshServerRig.run("", rig.ssh(key, "web1@127.0.0.1", "exit 0")).status())
        .isEqualTo(255);
    rig.let(
        key, e -> new PublicKeyEntry(e.fingerprint(), e.line(), List.of(), Optional.empty(), true));
    assertThat(SshServerRig.run("", rig.ssh(key, "web1@127.0.0.1", "exit 0")).status())
        .isEqualTo(255);
  }

  @Test
  void forwardingsAndSubsystemsAreRefusedAndReported() throws Exception {
    Path key = rig.member("ann");
    Ran sftp = SshServerRig.run("", rig.ssh(key, "-s", "web1@127.0.0.1", "sftp"));
    assertThat(sftp.status()).isEqualTo(1);
    assertThat(sftp.err()).contains("postern: this is a console and accepts no files");
    Ran stdio = SshServerRig.run("", rig.ssh(key, "-W", "127.0.0.1:22", "web1@127.0.0.1"));
    assertThat(stdio.status()).isEqualTo(255);
    Ran remote =
        SshServerRig.run(
            "",
            rig.ssh(
                key,
                "-o",
                "ExitOnForwardFailure=yes",
                "-R",
                "0:127.0.0.1:22",
                "web1@127.0.0.1",
                "exit 0"));
    assertThat(remote.status()).isEqualTo(255);
    Ran streams =
        SshServerRig.run(
            "",
            rig.ssh(
                key,
                "-o",
                "ExitOnForwardFailure=yes",
                "-R",
                "/tmp/none:127.0.0.1:22",
                "web1@127.0.0.1",
                "exit 0"));
    assertThat(streams.status()).isEqualTo(255);
    await()
        .untilAsserted(() ->
            assertThat(rig.refusals.stream().map(each -> each.told().what()))
                .contains(
                    "subsystem sftp",
                    "channel direct-tcpip",
                    "request tcpip-forward",
                    "request streamlocal-forward@openssh.com"));
    assertThat(rig.refusals.getFirst().caller().orElseThrow().login()).isEqualTo("web1");
  }

  @Test
  void agentsX11AndEnvironmentAreRefusedWithoutAMessage() throws Exception {
    Path key = rig.member("ann");
    Ran ran =
        SshServerRig.run(
            "",
            rig.ssh(key, "-o", "SetEnv=A=B", "-o", "SendEnv=*", "-T", "web1@127.0.0.1", "exit 4"));
    assertThat(ran).isEqualTo(new Ran(4, "", "leaving\n"));
    assertThat(rig.refusals).isEmpty();
  }

  @Test
  void theTwentyFirstOfferEndsTheConnection() throws Exception {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      words.addAll(List.of("-i", rig.key("k" + i).toString()));
    }
    words.addAll(List.of("-o", "LogLevel=INFO", "web1@127.0.0.1"));
    Ran ran = SshServerRig.run("", rig.ssh(rig.key("first"), words.toArray(String[]::new)));
    assertThat(ran.status()).isEqualTo(255);
    assertThat(ran.err()).contains("Too many authentication failures");
    await().until(() -> !rig.refusals.isEmpty());
    assertThat(rig.refusals.getFirst().told().what()).startsWith("login: none of 21 offered keys");
  }

  @Test
  void aRemovedPersonIsDisconnectedWithAMessage() throws Exception {
    Path key = rig.member("ann");
    Process client =
        new ProcessBuilder(rig.ssh(key, "-o", "LogLevel=INFO", "-T", "web1@127.0.0.1")).start();
    await().until(() -> rig.server.liveConnections() == 1);
    rig.server.endConnectionsOf(caller -> caller.fingerprint().equals("other"), "no");
    assertThat(rig.server.liveConnections()).isEqualTo(1);
    rig.server.endConnectionsOf(caller -> true, "access withdrawn");
    assertThat(client.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(new String(client.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("access withdrawn");
    await().until(() -> rig.ends.contains("access withdrawn"));
    assertThat(rig.server.liveConnections()).isZero();
  }

  @Test
  void aSlowLoginDelaysNoKey() throws Exception {
    Process typist = start(rig.ssh(rig.member("ann"), "-T", "web1@127.0.0.1"));
    Path slow = rig.member("bob");
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    rig.whenAsked.put(SshServerRig.fingerprint(slow), () -> held(asked, go));
    try {
      assertThat(typist.inputReader().readLine()).isEqualTo("no tty");
      Process login = start(rig.ssh(slow, "web1@127.0.0.1", "exit 7"));
      try {
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        typist.outputWriter().append("a key\n").flush();
        CompletableFuture<String> echo = CompletableFuture.supplyAsync(() -> line(typist));
        assertThat(echo).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("a key");
        assertThat(login.isAlive()).isTrue();
        go.countDown();
        assertThat(login.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(login.exitValue()).isEqualTo(7);
      } finally {
        login.destroyForcibly();
      }
    } finally {
      typist.destroyForcibly();
    }
  }

  private static Process start(List<String> words) throws IOException {
    return new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static String line(Process process) {
    try {
      return process.inputReader().readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void held(CountDownLatch asked, CountDownLatch go) {
    asked.countDown();
    try {
      assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
