package postern.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.ssh.DoorRig.Ran;

/** The door as the stock OpenSSH client sees it. */
final class SshDoorTest {
  @TempDir Path dir;
  private final EchoHandler echo = new EchoHandler();
  private DoorRig rig;

  @BeforeEach
  void open() {
    rig = new DoorRig(dir, echo);
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
    Ran ran = DoorRig.run(all.toString(), rig.ssh(key, "-T", "web1@127.0.0.1"));
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
    Ran ran = DoorRig.run("", rig.ssh(rig.member("ann"), "web1@127.0.0.1", "exit 5"));
    assertThat(ran).isEqualTo(new Ran(5, "", "leaving\n"));
  }

  @Test
  void anUnknownKeyIsRefusedAndTold() throws Exception {
    Ran ran = DoorRig.run("", rig.ssh(rig.key("eve"), "admin@127.0.0.1", "exit 0"));
    assertThat(ran.status()).isEqualTo(255);
    assertThat(ran.err()).contains("Permission denied (publickey)");
    await().until(() -> !rig.refusals.isEmpty());
    assertThat(rig.refusals.getFirst().login()).isEqualTo("admin");
    assertThat(rig.refusals.getFirst().fingerprint()).startsWith("SHA256:");
    assertThat(rig.logins).isEmpty();
  }
}
