package postern.power.uml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.power.PowerState.Power;
import postern.power.testing.FakeControlSocket;

/** Uses a fake guest with wrong answers. */
final class ControlSocketTest {
  private static final Duration LIMIT = Duration.ofMillis(500);

  @TempDir Path dir;

  private Path path() {
    return dir.resolve("mconsole");
  }

  private static byte[] packet(int error, int more, int length, String text) {
    return FakeControlSocket.packet(error, more, length, text);
  }

  private ControlSocket.Reply ask(byte[]... answers) throws IOException {
    try (FakeControlSocket guest = FakeControlSocket.answering(path(), answers)) {
      ControlSocket.Reply reply = new ControlSocket(path()).ask("version", LIMIT);
      assertThat(guest.asked()).isEqualTo("version");
      return reply;
    }
  }

  @Test
  void anAnswerInSeveralPacketsIsPutTogether() throws Exception {
    assertThat(ask(packet(0, 1, 6, "OK Li\0"), packet(0, 0, 4, "nux\0")))
        .isEqualTo(new ControlSocket.Reply(true, "OK Linux"));
    assertThat(ask(packet(1, 0, 3, "no\0"))).isEqualTo(new ControlSocket.Reply(false, "no"));
  }

  @Test
  void aWrongLengthIsLimitedToTheReceivedBytes() throws Exception {
    assertThat(ask(packet(0, 0, 1_000_000, "OK"))).isEqualTo(new ControlSocket.Reply(true, "OK"));
    assertThat(ask(packet(0, 0, -5, "OK"))).isEqualTo(new ControlSocket.Reply(true, ""));
  }

  @Test
  void anEndlessAnswerIsCutOff() throws Exception {
    byte[][] endless = new byte[40][];
    Arrays.fill(endless, packet(0, 1, 4000, "x".repeat(4000)));
    assertThat(ask(endless).text()).hasSizeBetween(64_000, 72_000);
  }

  @Test
  void missingAndMalformedAnswersFailInTimeAndLeaveNoSocket() throws Exception {
    assertThatThrownBy(() -> ask()).hasMessageContaining("did not answer in time");
    assertThatThrownBy(() -> ask(new byte[] {1, 2, 3})).hasMessageContaining("malformed");
    assertThatThrownBy(() -> ask(packet(0, 1, 2, "OK"))).hasMessageContaining("in time");
    try (Stream<Path> left = Files.list(dir)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  @Tag("long")
  void randomAnswersAreTolerated() throws Exception {
    Random random = new Random(11);
    for (int i = 0; i < 30; i++) {
      byte[] answer = new byte[random.nextInt(12, 600)];
      random.nextBytes(answer);
      answer[4] = answer[5] = answer[6] = answer[7] = 0;
      assertThat(ask(answer).text()).isNotNull();
    }
  }

  @Test
  void aMissingSocketAndADeadSocketMeanOff() throws Exception {
    ControlledUml uml = new ControlledUml(path());
    assertThat(uml.state().power()).isEqualTo(Power.OFF);
    FakeControlSocket.answering(path()).abandon();
    assertThat(path()).exists();
    assertThat(uml.state().power()).isEqualTo(Power.OFF);
    assertThat(uml.state().reason().orElse("")).contains("nothing listens");
  }

  @Test
  void aSilentGuestIsUnknown() throws Exception {
    try (FakeControlSocket guest = FakeControlSocket.answering(path())) {
      assertThat(new ControlledUml(path()).state().power()).isEqualTo(Power.UNKNOWN);
      assertThat(guest.asked()).isEqualTo("version");
    }
  }
}
