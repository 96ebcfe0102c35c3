package postern.mux.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class TerminalQueriesTest {
  private static String answered(String said) {
    Screen screen = new Screen(24, 80);
    TerminalQueries queries = new TerminalQueries();
    for (byte b : ScreenCase.bytes(said)) {
      byte[] one = {b};
      screen.feed(ByteBuffer.wrap(one));
      queries.feed(ByteBuffer.wrap(one));
    }
    String answers = new String(queries.answers(screen.view(0)), StandardCharsets.US_ASCII);
    assertThat(queries.pending()).isFalse();
    return answers.replace('\033', '^');
  }

  @Test
  void queriesForCursorAndIdentityAreAnsweredInOrder() {
    assertThat(answered("^[5;7H^[6n^[c^[0c^[>c^[5n"))
        .isEqualTo("^[5;7R^[?1;2c^[?1;2c^[>0;0;0c^[0n");
  }

  @Test
  void originModeReportsTheCursorFromTheTopMargin() {
    assertThat(answered("^[5;10r^[?6h^[2;3H^[6n")).isEqualTo("^[2;3R");
    assertThat(answered("^[5;10r^[7;3H^[6n")).isEqualTo("^[7;3R");
  }

  @Test
  void queriesThatTheFilterDropsAreNotAnswered() {
    assertThat(answered("^[?6n^[6;6n^[=c^[21t^P$qm^\\^]11;?\007\005^[?25n\u009b6n")).isEmpty();
  }

  @Test
  void aFloodOfQueriesHasSixteenReplies() {
    assertThat(answered("^[5n".repeat(1_000))).isEqualTo("^[0n".repeat(16));
  }
}
