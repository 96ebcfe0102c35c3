package postern.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.ssh.SshSettings.Listen;

/** The SSH server before login: algorithms, limits and faults at the start. */
final class ConnectionLimitsTest {
  private static final SessionHandler NOBODY = channel -> 0;
  @TempDir Path dir;

  private SshServerRig rig(ConnectionLimits limits, boolean requirePostQuantum) {
    return new SshServerRig(dir, NOBODY, limits, List.of(), requirePostQuantum);
  }

  private static ConnectionLimits limits(int perSecond, int perSource, int all, Duration kex) {
    return new ConnectionLimits(
        perSecond,
        perSource,
        all,
        kex,
        Duration.ofSeconds(120),
        Duration.ofSeconds(5),
        Duration.ofSeconds(55));
  }

  @Test
  void onlyStrongAlgorithmsAreOffered() throws Exception {
    try (SshServerRig rig = rig(ConnectionLimits.standard(), false);
        RawClient client = new RawClient(rig.port())) {
      assertThat(client.identification()).isEqualTo("SSH-2.0-Postern");
      client.say("SSH-2.0-test\r\n");
      List<List<String>> offered = client.algorithms();
      assertThat(offered.get(0))
          .startsWith(
              "mlkem768x25519-sha256",
              "sntrup761x25519-sha512",
              "sntrup761x25519-sha512@openssh.com",
              "curve25519-sha256",
              "curve25519-sha256@libssh.org")
          .contains("kex-strict-s-v00@openssh.com")
          .noneMatch(name -> name.startsWith("diffie-") || name.contains("nistp"));
      assertThat(offered.get(1)).containsExactly("ssh-ed25519");
      for (int direction = 2; direction < 4; direction++) {
        assertThat(offered.get(direction))
            .containsExactly(
                "aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes256-ctr");
        assertThat(offered.get(direction + 2))
            .containsExactly("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com");
        assertThat(offered.get(direction + 4)).containsExactly("none");
      }
    }
  }

  @Test
  void chachaIsOfferedToNoClient() throws Exception {
    try (SshServerRig rig = rig(ConnectionLimits.standard(), false);
        RawClient client = new RawClient(rig.port())) {
      client.identification();
      client.say("SSH-2.0-OpenSSH_9.9\r\n");
      assertThat(client.algorithms().subList(2, 4))
          .allMatch(ciphers -> ciphers.stream().noneMatch(name -> name.contains("chacha")));
    }
  }

  @Test
  void requirePqLeavesOnlyPostQuantumExchanges() throws Exception {
    try (SshServerRig rig = rig(ConnectionLimits.standard(), true);
        RawClient client = new RawClient(rig.port())) {
      client.identification();
      client.say("SSH-2.0-test\r\n");
      assertThat(client.algorithms().getFirst())
          .filteredOn(name -> !name.contains("strict") && !name.startsWith("ext-info"))
          .containsExactly(
              "mlkem768x25519-sha256",
              "sntrup761x25519-sha512",
              "sntrup761x25519-sha512@openssh.com");
    }
  }

  @Test
  void aFloodFromOneSourceIsLimitedAndLeaksNoDescriptor() throws Exception {
    try (SshServerRig rig = rig(ConnectionLimits.standard(), false)) {
      long before = descriptors();
      int served = 0;
      int turnedAway = 0;
      for (int i = 0; i < 300; i++) {
        try (RawClient client = new RawClient(rig.port())) {
          if (client.identification().isEmpty()) {
            turnedAway++;
          } else {
            served++;
          }
        } catch (SocketException e) {
          turnedAway++;
        }
      }
      assertThat(served).isBetween(20, 150);
      assertThat(turnedAway).isEqualTo(300 - served);
      await().until(() -> descriptors() - before < 30);
      await().until(() -> !rig.refusals.isEmpty());
      assertThat(rig.refusals.getFirst().told().what()).startsWith("connection: ");
      assertThat(rig.refusals.size()).isLessThan(4);
    }
  }

  private static long descriptors() throws IOException {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }

  @Test
  void connectionsBeforeLoginAreLimitedAndSilentOnesEnded() throws Exception {
    try (SshServerRig rig = rig(limits(1000, 5, 500, Duration.ofSeconds(2)), false)) {
      List<RawClient> held = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        held.add(new RawClient(rig.port()));
        assertThat(held.getLast().identification()).isNotEmpty();
      }
      try (RawClient more = new RawClient(rig.port())) {
        assertThat(more.ended()).isTrue();
      }
      for (RawClient each : held) {
        assertThat(each.ended()).isTrue();
        each.close();
      }
      try (RawClient again = new RawClient(rig.port())) {
        assertThat(again.identification()).isEqualTo("SSH-2.0-Postern");
      }
    }
  }

  @Test
  void aSourceWithAGoodLoginIsDelayedButNeverRefused() throws Exception {
    ConnectionLimits tight = limits(3, 4, 500, Duration.ofSeconds(10));
    try (SshServerRig rig = rig(tight, false)) {
      Path key = rig.member("ann");
      assertThat(SshServerRig.run("", rig.ssh(key, "web1@127.0.0.1")).status()).isZero();
      List<RawClient> crowd = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        crowd.add(new RawClient(rig.port()));
      }
      assertThat(SshServerRig.run("", rig.ssh(key, "web1@127.0.0.1")).status()).isZero();
      for (RawClient each : crowd) {
        each.close();
      }
    }
  }

  /** Opens as many silent connections as are accepted, from several sources in turn. */
  private static List<RawClient> crowd(SshServerRig rig, int network, int sources, int each)
      throws IOException {
    List<RawClient> crowd = new ArrayList<>();
    for (int i = 0; i < sources * each; i++) {
      crowd.add(new RawClient(rig.port(), "127.0." + network + "." + (1 + i % sources)));
    }
    return crowd;
  }

  private static boolean logsIn(SshServerRig rig, Path key, String source) throws Exception {
    return SshServerRig.run("", rig.ssh(key, "-b", source, "web1@127.0.0.1")).status() == 0;
  }

  @Test
  void aSourceThatHoldsConnectionsLocksOutNobodyElse() throws Exception {
    ConnectionLimits few = limits(1000, 10, 60, Duration.ofSeconds(60));
    List<RawClient> crowds = new ArrayList<>();
    try (SshServerRig rig = rig(few, false)) {
      Path key = rig.member("ann");
      crowds.addAll(crowd(rig, 1, 10, 10));
      assertThat(logsIn(rig, key, "127.0.2.1")).isTrue();
      crowds.addAll(crowd(rig, 3, 60, 1));
      await().atMost(Duration.ofSeconds(20)).until(() -> logsIn(rig, key, "127.0.2.2"));
      for (RawClient each : crowds) {
        each.close();
      }
    }
  }

  @Test
  void aSourceKnownFromBeforeTheRestartIsAcceptedAtOnce() throws Exception {
    ConnectionLimits few = limits(1000, 10, 60, Duration.ofSeconds(60));
    try (SshServerRig rig = rig(few, false)) {
      assertThat(logsIn(rig, rig.member("ann"), "127.0.2.1")).isTrue();
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(dir.resolve("known-sources"))))
        .isEqualTo("rw-------");
    try (SshServerRig rig = rig(few, false)) {
      Path key = dir.resolve("ann");
      rig.let(key, entry -> entry);
      List<RawClient> crowd = crowd(rig, 3, 120, 1);
      assertThat(logsIn(rig, key, "127.0.2.1")).isTrue();
      for (RawClient each : crowd) {
        each.close();
      }
    }
  }

  @Test
  void garbageAndEndlessLinesEndOnlyTheirConnection() throws Exception {
    try (SshServerRig rig = rig(ConnectionLimits.standard(), false)) {
      for (String garbage :
          List.of(
              "GET / HTTP/1.0\r\n\r\n",
              "SSH-2.0-" + "x".repeat(64 * 1024),
              "SSH-1.5-old\r\n",
              "SSH-2.0-x\r\n" + "\u00ff".repeat(64 * 1024))) {
        try (RawClient client = new RawClient(rig.port())) {
          client.identification();
          try {
            client.say(garbage);
          } catch (SocketException e) {
            assertThat(e).isNotNull(); // the server closed while the client was still sending
          }
          assertThat(client.ended()).as(garbage.substring(0, 8)).isTrue();
        }
      }
      Path key = rig.member("ann");
      assertThat(SshServerRig.run("", rig.ssh(key, "web1@127.0.0.1")).status()).isZero();
    }
  }

  @Test
  void aPortInUseIsOneClearMessage() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThatThrownBy(() -> open(new Listen(SshServerRig.loopback(taken.getLocalPort()), true)))
          .isInstanceOf(SshFault.class)
          .hasMessageStartingWith(
              "ssh: cannot listen on 127.0.0.1:"
                  + taken.getLocalPort()
                  + ": Address already in use");
    }
  }

  @Test
  void aDefaultAddressThatTheHostLacksIsOnlyAWarning() {
    InetSocketAddress nowhere = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 0);
    try (GatewaySshServer server =
        open(new Listen(nowhere, true), new Listen(SshServerRig.loopback(0), true))) {
      assertThat(server.addresses()).hasSize(1);
    }
    assertThatThrownBy(() -> open(new Listen(nowhere, false)))
        .isInstanceOf(SshFault.class)
        .hasMessageContaining("192.0.2.1");
  }

  @Test
  void portZeroIsOneFreePortForAllAddresses() {
    InetSocketAddress other = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0);
    try (GatewaySshServer server =
        open(new Listen(SshServerRig.loopback(0), false), new Listen(other, false))) {
      assertThat(server.addresses()).hasSize(2);
      assertThat(server.addresses().get(0).getPort())
          .isEqualTo(server.addresses().get(1).getPort());
    }
  }

  private GatewaySshServer open(Listen... listen) {
    return GatewaySshServer.open(
        new SshSettings(
            List.of(listen),
            dir.resolve("host-keys"),
            dir.resolve("known-sources"),
            false,
            List.of(),
            ConnectionLimits.standard()),
        fingerprint -> List.of(),
        NOBODY,
        new SshEvents() {
          @Override
          public boolean ready() {
            return true;
          }

          @Override
          public void login(Caller caller, Handshake how) {}

          @Override
          public void refused(Refusal refusal) {}

          @Override
          public void disconnected(Caller caller, String why) {}
        });
  }

  @Test
  void theHostKeyIsPrivateReadableBySshKeygenAndStable() throws Exception {
    String first;
    try (GatewaySshServer server = open(new Listen(SshServerRig.loopback(0), false))) {
      first = server.hostKeyFingerprint();
    }
    Path file = dir.resolve("host-keys/ssh_host_ed25519_key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(SshServerRig.run("", List.of("ssh-keygen", "-lf", file.toString())).out())
        .contains(first)
        .contains("ED25519");
    assertThat(SshServerRig.run("", List.of("ssh-keygen", "-yf", file.toString())).out())
        .startsWith("ssh-ed25519 ");
    try (GatewaySshServer server = open(new Listen(SshServerRig.loopback(0), false))) {
      assertThat(server.hostKeyFingerprint()).isEqualTo(first);
      assertThat(server.hostKeyLine()).startsWith("ssh-ed25519 AAAA");
    }
  }

  @Test
  void anOpenOrDamagedHostKeyIsAClearError() throws Exception {
    open(new Listen(SshServerRig.loopback(0), false)).close();
    Path file = dir.resolve("host-keys/ssh_host_ed25519_key");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> open(new Listen(SshServerRig.loopback(0), false)))
        .isInstanceOf(SshFault.class)
        .hasMessageContaining("others can read or write it; chmod 600 it");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    String text = Files.readString(file);
    for (String damaged : List.of("", text.substring(0, 200), text.replace('A', 'B'), "hello\n")) {
      Files.writeString(file, damaged);
      assertThatThrownBy(() -> open(new Listen(SshServerRig.loopback(0), false)))
          .isInstanceOf(SshFault.class)
          .hasMessageContaining("not an unencrypted ed25519 key in OpenSSH format");
    }
  }
}
