package postern.mux.line;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A line that floods rests; any other line never does. */
class ReadRateLimitTest {
  private static final int READ = 64 * 1024;

  @Test
  void aFloodIsReadAtTheHighestRateWithShortRests() {
    assertThat(readInASecond(new ReadRateLimit(), 5_000_000_000L))
        .isBetween(380_000_000L, 440_000_000L);
  }

  @Test
  void aFloodIsReadMoreSlowlyWhileParticipantsAreBehind() {
    ReadRateLimit pace = new ReadRateLimit();
    pace.ease(0.5);
    assertThat(readInASecond(pace, 1_000_000_000L)).isBetween(190_000_000L, 250_000_000L);
    pace.ease(0.2);
    assertThat(readInASecond(pace, 2_100_000_000L)).isBetween(380_000_000L, 440_000_000L);
  }

  @Test
  void theLowestRateIsTwiceThatOfAFastMachine() {
    ReadRateLimit pace = new ReadRateLimit();
    pace.ease(0.9);
    assertThat(readInASecond(pace, 1_000_000_000L)).isBetween(24_000_000L, 33_000_000L);
    pace.ease(0);
    assertThat(readInASecond(pace, 2_100_000_000L)).isBetween(380_000_000L, 440_000_000L);
  }

  private static long readInASecond(ReadRateLimit pace, long from) {
    long now = from;
    long end = now + 1_000_000_000L;
    long read = 0;
    while (now < end) {
      read += READ;
      long rest = pace.after(READ, now);
      assertThat(rest).isLessThanOrEqualTo(2_000_000L);
      now += Math.max(rest, 10_000); // 6.5 GB/s between rests
    }
    return read;
  }

  @Test
  void aLineBelowTheLimitNeverRests() {
    ReadRateLimit pace = new ReadRateLimit();
    for (long now = 0; now < 1_000_000_000L; now += 200_000) {
      assertThat(pace.after(READ, now)).isLessThanOrEqualTo(0); // 328 MB/s
    }
  }
}
