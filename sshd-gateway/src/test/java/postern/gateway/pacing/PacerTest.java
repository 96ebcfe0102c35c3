package postern.gateway.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much may be typed when the echo is late; the test moves the time. */
final class PacerTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String TEXT = "0123456789abcdefghijklmnopqrstuvwxyz\nABCDEFGHIJ\n";

  private final Pacer pacer = new Pacer(0, 0);
  private final ByteBuffer text = bytes(TEXT);
  private long now;

  private static ByteBuffer bytes(String what) {
    return ByteBuffer.wrap(what.getBytes(StandardCharsets.US_ASCII));
  }

  /** Types everything that may be typed now. */
  private String typed() {
    StringBuilder all = new StringBuilder();
    now += SECOND / 1000; // so that the line's speed never limits it
    pacer.tick(now, false);
    for (int room = pacer.room(text, now); room > 0; room = pacer.room(text, now)) {
      ByteBuffer part = text.slice(text.position(), room);
      all.append(StandardCharsets.US_ASCII.decode(part.duplicate()));
      pacer.typed(part, now);
      text.position(text.position() + room);
      now += SECOND / 1000;
    }
    return all.toString();
  }

  private void echoed(String what) {
    now += SECOND / 10_000;
    pacer.heard(bytes(what), now);
  }

  private String after(double seconds) {
    now += (long) (seconds * SECOND);
    return typed();
  }

  @BeforeEach
  void begin() {
    assertThat(typed()).isEqualTo("0123456789abcdef");
    echoed("0123456789abcdef");
    assertThat(pacer.echo()).isEqualTo(Pacer.Echo.SEEN);
    assertThat(typed()).isEqualTo("ghijklmnopqrstuv");
  }

  @Test
  void aMachineThatReadsOnlyWhenMoreArrivesGetsOneMoreByte() {
    assertThat(after(2.5)).isEmpty();
    assertThat(after(1)).isEqualTo("w");
    assertThat(after(1)).isEmpty();
    echoed("ghijklmnopqrstuvw");
    assertThat(pacer.reached()).isEqualTo(33);
    assertThat(typed()).isEqualTo("xyz\n");
    echoed("xyz\r\n");
    assertThat(pacer.stopped()).isNull();
    assertThat(typed()).isEqualTo("ABCDEFGHIJ\n");
  }

  @Test
  void whenTwoMoreBytesBringNoEchoTypingStopsAtTheFirstMissingOne() {
    echoed("ghij");
    assertThat(after(0)).isEqualTo("wxyz"); // as many as were echoed
    assertThat(after(3)).isEqualTo("\n");
    assertThat(after(3)).isEqualTo("A");
    assertThat(after(3)).isEmpty();
    assertThat(pacer.stopped()).isNull();
    assertThat(after(1)).isEmpty();
    assertThat(pacer.echo()).isEqualTo(Pacer.Echo.LOST);
    assertThat(pacer.stopped()).contains("does not echo this");
    assertThat(pacer.reached()).isEqualTo(20);
    assertThat(pacer.sent()).isEqualTo(38);
  }

  @Test
  void theNextLineWaitsForTheEchoOfTheLastAndItsFirstByteFollowsIfThatIsLate() {
    echoed("ghijklmnopqrstuv");
    assertThat(typed()).isEqualTo("wxyz\n");
    echoed("wxyz");
    assertThat(after(2.5)).isEmpty();
    assertThat(after(1)).isEqualTo("A");
    echoed("\r\nA");
    assertThat(typed()).isEqualTo("BCDEFGHIJ\n");
    echoed("BCDEFGHIJ\r\n");
    assertThat(pacer.settled()).isTrue();
    assertThat(pacer.reached()).isEqualTo(TEXT.length());
  }
}
