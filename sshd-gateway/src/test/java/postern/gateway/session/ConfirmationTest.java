package postern.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static postern.gateway.session.Confirmation.Answer.NO;
import static postern.gateway.session.Confirmation.Answer.TOO_EARLY;
import static postern.gateway.session.Confirmation.Answer.YES;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ConfirmationTest {
  private static final long SHOWN = 5_000_000_000L;
  private static final long READ = SHOWN + Confirmation.READING;

  @Test
  void onlyASingleYesInALaterPacketAfterTheTimeToReadCounts() {
    assertThat(answer("y", false, 2, READ)).isEqualTo(YES);
    assertThat(answer("Y\r", false, 2, READ)).isEqualTo(YES);
    assertThat(answer("n", false, 2, READ)).isEqualTo(NO);
    assertThat(answer("\r", false, 2, READ)).isEqualTo(NO);
    assertThat(answer("yes", false, 2, READ)).isEqualTo(NO);
    assertThat(answer("yy", false, 2, READ)).isEqualTo(NO);
  }

  @Test
  void anAnswerThatIsTooQuickOrInTheSamePacketIsIgnored() {
    assertThat(answer("y", false, 1, READ)).isEqualTo(TOO_EARLY);
    assertThat(answer("y", false, 2, READ - 1)).isEqualTo(TOO_EARLY);
    Confirmation unseen = new Confirmation(1, () -> {});
    assertThat(unseen.answer(bytes("y"), false, new InputPacket(9, READ))).isEqualTo(TOO_EARLY);
  }

  @Test
  void aPasteNeverAnswers() {
    assertThat(answer("y", true, 2, READ)).isEqualTo(NO);
  }

  private static Confirmation.Answer answer(String typed, boolean pasted, long packet, long at) {
    Confirmation question = new Confirmation(1, () -> {});
    question.shown(SHOWN);
    question.shown(READ); // the first time counts
    return question.answer(bytes(typed), pasted, new InputPacket(packet, at));
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
