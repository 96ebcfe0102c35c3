package postern.mux.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The order of requests, when an absent holder loses the keyboard, and when a request lapses. */
class RequestQueueTest {
  private static final long S = 1_000_000_000L;
  private final RequestQueue<String> requests = new RequestQueue<>(RequestQueue.Waits.USUAL);

  @Test
  void anIdleHolderHasTwentySecondsForAnyKey() {
    requests.add("bob", 300 * S);
    assertThat(requests.due(319 * S, 0)).isNull();
    assertThat(requests.due(320 * S, 0)).isEqualTo("bob");
    assertThat(requests.due(320 * S, 305 * S)).isNull();
    assertThat(requests.next(300 * S, 0)).isEqualTo(20 * S);
  }

  @Test
  void aHolderWhoTypedAMinuteAgoKeepsTheKeyboardForTwoMinutes() {
    requests.add("bob", 300 * S);
    assertThat(requests.due(359 * S, 240 * S)).isNull();
    assertThat(requests.due(360 * S, 240 * S)).isEqualTo("bob");
  }

  @Test
  void requestsLapseInOrderAfterTwoMinutes() {
    assertThat(requests.add("bob", 0)).isTrue();
    assertThat(requests.add("bob", 5 * S)).isFalse();
    assertThat(requests.add("eve", 10 * S)).isTrue();
    assertThat(requests.first()).isEqualTo("bob");
    assertThat(requests.lapse(119 * S)).isEmpty();
    assertThat(requests.lapse(120 * S)).isEqualTo(List.of("bob"));
    assertThat(requests.first()).isEqualTo("eve");
    assertThat(requests.remove("eve")).isTrue();
    assertThat(requests.isEmpty()).isTrue();
  }

  @Test
  void atMostSixteenRequestsArePending() {
    for (int i = 0; i < RequestQueue.MOST; i++) {
      assertThat(requests.add("p" + i, 0)).isTrue();
    }
    assertThat(requests.add("one more", 0)).isFalse();
  }
}
