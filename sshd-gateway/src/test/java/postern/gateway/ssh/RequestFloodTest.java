package postern.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.util.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A logged-in client that sends refused requests as fast as it can. */
@Timeout(120)
final class RequestFloodTest {
  private static final int TIMES = 5_000;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path dir;

  @Test
  void refusalsAreFewEventsAndNoLoginIsLost() throws Exception {
    SessionHandler quits = channel -> 0;
    ConnectionLimits patient =
        new ConnectionLimits(20, 50, 500, LIMIT, LIMIT, LIMIT, LIMIT.multipliedBy(4));
    SshServerRig rig = new SshServerRig(dir, quits, patient, List.of("127.0.0.0/8"), false);
    SshClient client = SshClient.setUpDefaultClient();
    client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    try (rig) {
      Path bob = rig.member("bob");
      client.setKeyIdentityProvider(new FileKeyPairProvider(rig.member("ann")));
      client.start();
      try (ClientSession ann =
          client.connect("web1", "127.0.0.1", rig.port()).verify(LIMIT).getSession()) {
        ann.auth().verify(LIMIT);
        flood(ann);
        for (int i = 0; i < 3; i++) {
          assertThat(SshServerRig.run("", rig.ssh(bob, "web1@127.0.0.1")).status()).isZero();
        }
      }
      await().atMost(LIMIT).until(() -> rig.ends.size() == 4);
      assertThat(rig.logins).hasSize(4);
    } finally {
      client.stop();
    }
    assertThat(rig.refusals.stream().mapToInt(each -> each.told().times()).sum())
        .isEqualTo(3 * TIMES);
    assertThat(rig.refusals).hasSizeLessThan(200); // at most 17 in 10 s
    assertThat(rig.refusals).allMatch(each -> each.caller().isPresent());
  }

  private static void flood(ClientSession ann) throws Exception {
    for (int i = 0; i < TIMES; i++) {
      send(ann, SshConstants.SSH_MSG_GLOBAL_REQUEST, "tcpip-forward");
      send(ann, SshConstants.SSH_MSG_GLOBAL_REQUEST, "x" + i + "@example.org");
      Buffer open = ann.createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN, 64);
      open.putString(List.of("direct-tcpip", "x11").get(i % 2));
      open.putUInt(1000 + i);
      open.putUInt(1 << 16);
      open.putUInt(1 << 15);
      ann.writePacket(open).verify(LIMIT);
    }
  }

  private static void send(ClientSession ann, byte message, String name) throws Exception {
    Buffer request = ann.createBuffer(message, 64);
    request.putString(name);
    request.putBoolean(false);
    ann.writePacket(request).verify(LIMIT);
  }
}
