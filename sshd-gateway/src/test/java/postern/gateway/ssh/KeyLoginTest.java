package postern.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins that the stock client does not attempt, and many of them. */
final class KeyLoginTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  @TempDir Path dir;
  private SshServerRig rig;
  private SshClient client;

  @BeforeEach
  void open() {
    rig = new SshServerRig(dir, channel -> 0);
    client = SshClient.setUpDefaultClient();
    client.setKeyExchangeFactories(
        NamedFactory.setUpTransformedFactories(
            false, List.of(BuiltinDHFactories.mlkem768x25519), ClientBuilder.DH2KEX));
    ServerKeyVerifier any = (session, remote, key) -> true;
    client.setServerKeyVerifier(any);
    client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    client.start();
  }

  @AfterEach
  void close() throws IOException {
    client.close(true).await(PATIENCE);
    rig.close();
  }

  /** Returns the nanoseconds that the login took; negative if the key was refused. */
  private long login(String name, Path key) throws Exception {
    try (ClientSession session =
        client.connect(name, "127.0.0.1", rig.port()).verify(PATIENCE).getSession()) {
      session.setKeyIdentityProvider(new FileKeyPairProvider(key));
      session.waitFor(java.util.EnumSet.of(ClientSession.ClientSessionEvent.WAIT_AUTH), PATIENCE);
      long start = System.nanoTime();
      boolean in = session.auth().await(PATIENCE) && session.isAuthenticated();
      long took = System.nanoTime() - start;
      return in ? took : -took;
    }
  }

  @Test
  void aClientThatOffersMlkemUsesIt() throws Exception {
    assertThat(login("web1", rig.member("ann"))).isPositive();
    await().until(() -> rig.handshakes.size() == 1);
    assertThat(rig.handshakes.getFirst().kex()).isEqualTo("mlkem768x25519-sha256");
  }

  @Test
  void a64KilobyteLoginNameIsRecordedAsOneCleanLine() throws Exception {
    CoreModuleProperties.CLIENT_IDENTIFICATION.set(client, "evil\u001b[2J");
    String name = "a\r\nb\u001b[31m\u0000\u202e" + "x".repeat(64 * 1024);
    assertThat(login(name, rig.member("ann"))).isPositive();
    await().until(() -> rig.logins.size() == 1);
    String login = rig.logins.getFirst().login();
    assertThat(login).startsWith("a\\r\\nb\\x1b[31m\\x00\\u{202e}xx").hasSizeLessThanOrEqualTo(257);
    assertThat(rig.handshakes.getFirst().client()).contains("evil\\x1b[2J");
    assertThat(login(name, rig.key("eve"))).isNegative();
    await().until(() -> !rig.refusals.isEmpty());
    assertThat(rig.refusals.getFirst().login()).isEqualTo(login);
  }

  /**
   * Compares pairs of attempts in random order. If the name were looked up, one of the two would
   * nearly always be slower.
   */
  @Test
  @Tag("long")
  void anUnknownKeyFailsInTheSameTimeForEveryLoginName() throws Exception {
    Path unknown = rig.key("eve");
    rig.member("ann");
    for (int i = 0; i < 20; i++) {
      assertThat(login("warm", unknown)).isNegative();
    }
    Random order = new Random(7);
    int adminSlower = 0;
    for (int i = 0; i < 100; i++) {
      boolean adminFirst = order.nextBoolean();
      long first = -login(adminFirst ? "admin" : "web1", unknown);
      long second = -login(adminFirst ? "web1" : "admin", unknown);
      assertThat(first).isPositive();
      assertThat(second).isPositive();
      adminSlower += adminFirst == first > second ? 1 : 0;
    }
    assertThat(adminSlower).isBetween(25, 75);
    assertThat(rig.logins).isEmpty();
  }
}
