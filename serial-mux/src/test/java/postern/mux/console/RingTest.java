package postern.mux.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RingTest {
  private final RingPool pool = new RingPool(1L << 20);

  private static byte at(long offset) {
    return (byte) (offset * 31 + (offset >> 9));
  }

  private static ByteBuffer said(long from, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = at(from + i);
    }
    return ByteBuffer.wrap(bytes);
  }

  @Test
  void retainsTheLast64KibibytesWhateverTheChunks() {
    Random random = new Random(7);
    for (long first : new long[] {0, 1, 4095, 4096, 1_000_003}) {
      Ring ring = new Ring(pool, first);
      long end = first;
      for (int i = 0; i < 300; i++) {
        int count = 1 + random.nextInt(i % 7 == 0 ? 100_000 : 700);
        ring.append(said(end, count), i, random.nextBoolean() ? ring.start() : end);
        end += count;
        assertThat(ring.end()).isEqualTo(end);
        assertThat(end - ring.start()).isGreaterThanOrEqualTo(Math.min(end - first, 64 * 1024));
        byte[] all = new byte[(int) (end - ring.start())];
        assertThat(ring.copy(ring.start(), all, all.length)).isEqualTo(all.length);
        assertThat(all).isEqualTo(said(ring.start(), all.length).array());
      }
      ring.clear();
      assertThat(ring.start()).isEqualTo(end);
    }
  }

  @Test
  void anUnwatchedRingRetainsLittleIfThePoolIsScarce() {
    RingPool small = new RingPool(10 * RingPool.BLOCK);
    Ring first = new Ring(small, 0);
    Ring second = new Ring(small, 0);
    Ring watched = new Ring(small, 0);
    for (int i = 0; i < 100; i++) {
      first.append(said(i * 1000L, 1000), i, Ring.NO_WATCHER);
    }
    for (int i = 0; i < 100; i++) {
      second.append(said(i * 1000L, 1000), i, Ring.NO_WATCHER);
      watched.append(said(i * 1000L, 1000), i, 0);
    }
    assertThat(second.end() - second.start()).isLessThanOrEqualTo(2 * RingPool.BLOCK);
    assertThat(watched.end() - watched.start()).isGreaterThanOrEqualTo(64 * 1024);
    byte[] last = new byte[(int) (second.end() - second.start())];
    second.copy(second.start(), last, last.length);
    assertThat(last).isEqualTo(said(second.start(), last.length).array());
  }

  @Test
  void knowsWhichPartIsUnread() {
    Ring ring = new Ring(new RingPool(256L << 20), 0);
    ring.append(said(0, 7 << 20), 1, 0);
    assertThat(ring.unread(0)).isBetween(0.49, 0.51);
    assertThat(ring.unread(3 << 20)).isBetween(0.28, 0.29);
    ring.append(said(7 << 20, 8 << 20), 1, 0);
    assertThat(ring.unread(0)).as("has fallen out").isZero();
  }

  @Test
  void growingRingsShareThePoolEvenly() {
    RingPool shared = new RingPool(16L << 20);
    Ring[] rings = new Ring[24];
    for (int i = 0; i < rings.length; i++) {
      rings[i] = new Ring(shared, 0);
    }
    for (int round = 0; round < 1000; round++) {
      for (Ring ring : rings) {
        ring.append(said(ring.end(), 2000), round, 0);
      }
    }
    for (Ring ring : rings) {
      assertThat(ring.end() - ring.start()).isBetween(480_000L, 530_000L);
    }
  }

  @Test
  void retainsUpToFourteenMebibytesForASlowParticipant() {
    RingPool ample = new RingPool(256L << 20);
    Ring ring = new Ring(ample, 0);
    for (int i = 0; i < 15_000; i++) {
      ring.append(said(i * 1000L, 1000), i, 100_000);
      assertThat(ring.start()).isLessThanOrEqualTo(Math.max(100_000, ring.end() - (14 << 20)));
    }
    assertThat(ring.end() - ring.start()).isBetween(14L << 20, (14L << 20) + 4096);
    ring.append(said(ring.end(), 4096), 1, ring.end());
    assertThat(ring.end() - ring.start()).isBetween(64L * 1024, 64L * 1024 + 4096);
    byte[] last = new byte[(int) (ring.end() - ring.start())];
    ring.copy(ring.start(), last, last.length);
    assertThat(last).isEqualTo(said(ring.start(), last.length).array());
  }

  @Test
  void knowsTheTimeOfWhatItDropped() {
    Ring ring = new Ring(pool, 0);
    for (int i = 0; i < 40; i++) {
      ring.append(said(i * 4096L, 4096), 1000 + i, i * 4096L);
    }
    assertThat(ring.start()).isEqualTo((40 - 17) * 4096L);
    assertThat(ring.droppedUntil()).isEqualTo(1000 + 40 - 17 - 1);
    assertThat(ring.timeAt(ring.start(), 0)).isEqualTo(1000 + 40 - 17);
  }
}
