package postern.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key exchange with a stock client that stops in the middle of it. */
@Tag("long")
final class RekeyTest {
  private static final int BLOCK = 64 * 1024;
  private static final int BEFORE = (15 << 16) / BLOCK;
  private static final int AFTER = (2 << 20) / BLOCK;
  private static final String AGREED = "kex: server->client cipher: ";
  private static final Duration LONG = Duration.ofSeconds(20);

  private final CountDownLatch almost = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** How often the session's thread asked whether it may write and was told no. */
  private final AtomicInteger refused = new AtomicInteger();

  @TempDir Path dir;

  private int serve(SessionChannel channel) throws InterruptedException {
    byte[] block = new byte[BLOCK];
    for (int i = 0; i < BEFORE; i++) {
      channel.writeFully(ByteBuffer.wrap(block), LONG);
    }
    almost.countDown();
    if (!stopped.await(20, TimeUnit.SECONDS)) {
      return 1;
    }
    for (int written = 0; written < AFTER && !channel.closed(); ) {
      if (channel.writable()) {
        channel.write(ByteBuffer.wrap(block));
        written++;
      } else {
        refused.incrementAndGet();
        channel.await(Duration.ofMillis(20));
      }
    }
    return 0;
  }

  @ParameterizedTest
  @ValueSource(strings = {"aes128-ctr", "aes256-ctr"})
  void theSessionThreadNeverWaitsForTheKeyExchange(String first) throws Exception {
    try (SshServerRig rig = new SshServerRig(dir, this::serve)) {
      Path got = dir.resolve("got");
      Path said = dir.resolve("said");
      String order = first + ",aes128-gcm@openssh.com";
      List<String> ssh = rig.ssh(rig.member("ann"), "-v", "-c", order, "-T", "web1@127.0.0.1");
      Process client =
          new ProcessBuilder(ssh).redirectOutput(got.toFile()).redirectError(said.toFile()).start();
      try {
        assertThat(almost.await(20, TimeUnit.SECONDS)).isTrue();
        await().until(() -> Files.size(got) == (long) BEFORE * BLOCK);
        SshServerRig.run("", List.of("kill", "-STOP", Long.toString(client.pid())));
        stopped.countDown();
        await().atMost(LONG).until(() -> refused.get() >= 10);
        SshServerRig.run("", List.of("kill", "-CONT", Long.toString(client.pid())));
        assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(client.exitValue()).isZero();
        assertThat(Files.size(got)).isEqualTo((long) (BEFORE + AFTER) * BLOCK);
        assertThat(ciphers(said)).containsExactly(first, "aes128-gcm@openssh.com");
      } finally {
        client.destroyForcibly();
      }
    }
  }

  /** Returns the ciphers for the server's direction, one for each key exchange. */
  private static List<String> ciphers(Path said) throws IOException {
    return Files.readAllLines(said).stream()
        .filter(line -> line.contains(AGREED))
        .map(line -> line.substring(line.indexOf(AGREED) + AGREED.length()).split(" ", 2)[0])
        .toList();
  }
}
