package postern.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory of input that is not read, or read slowly: one full window in pieces of any size. */
final class InputQueueTest {
  private static final int WINDOW = 64 * 1024;
  private static final int PIECES = 400;

  private final InputQueue queue = new InputQueue();
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final ByteArrayOutputStream got = new ByteArrayOutputStream();
  private long packet;
  private int window = WINDOW;

  private void send(byte[] bytes) {
    sent.writeBytes(bytes);
    queue.bytes(bytes, 0, bytes.length);
    window -= bytes.length;
  }

  private void take() {
    if (queue.poll() instanceof Input.Bytes bytes) {
      assertThat(bytes.packet()).isGreaterThan(packet);
      packet = bytes.packet();
      byte[] some = new byte[bytes.bytes().remaining()];
      bytes.bytes().get(some);
      got.writeBytes(some);
      window += some.length;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100, 4095, 4096, 32 * 1024})
  void memoryIsBoundedAndNoByteIsLost(int longest) {
    Random random = new Random(longest);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(longest)];
      random.nextBytes(bytes);
      if (bytes.length <= window) {
        send(bytes);
      }
      queue.resized(24, 80 + i % 7);
      boolean _ = queue.breakAsked(Duration.ofMillis(100));
      queue.ended();
      if (random.nextInt(3) == 0 && i > 10_000) {
        take();
      }
      assertThat(queue.held()).isLessThan(2L * WINDOW + PIECES * (long) ClientMemory.OBJECT);
    }
    while (got.size() < sent.size()) {
      take();
    }
    assertThat(got.toByteArray()).isEqualTo(sent.toByteArray());
    assertThat(queue.held()).isLessThan(PIECES * (long) ClientMemory.OBJECT);
  }
}
