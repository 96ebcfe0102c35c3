package postern.mux.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class RawOutputTest {
  private static byte[] passed(RawOutput output, byte[] bytes) {
    ByteBuffer out = ByteBuffer.allocate(bytes.length + 64);
    output.pass(ByteBuffer.wrap(bytes), out);
    return Arrays.copyOf(out.array(), out.position());
  }

  @Test
  void everyByteOfEveryHostileSequencePasses() {
    RawOutput output = new RawOutput();
    for (HostileSequences.Hostile hostile : HostileSequences.all()) {
      assertThat(passed(output, hostile.bytes())).isEqualTo(hostile.bytes());
    }
  }

  @Test
  void aNoticeFitsOnlyBetweenCompleteSequencesAndCharacters() {
    for (String whole : new String[] {"^]0;title\007", "^P$qm^\\", "^[31m", "^c", "é", "^_x^\\"}) {
      byte[] bytes = ScreenCase.bytes(whole);
      RawOutput output = new RawOutput();
      for (int i = 0; i < bytes.length; i++) {
        assertThat(output.atBoundary()).as("%s at %d", whole, i).isEqualTo(i == 0);
        passed(output, new byte[] {bytes[i]});
      }
      assertThat(output.atBoundary()).as(whole).isTrue();
    }
  }

  @Test
  void theTerminalIsRestoredFromTheMiddleOfAnything() {
    for (String left :
        new String[] {
          "shell\r\n$ ^[?1049hvim^[2;3r^[3;3H^[1;31m^[?1;1000;1006;1004;2004h^=^[?25l^[4h^(0",
          "shell\r\n$ ^]0;half a title",
          "shell\r\n$ ^P1$r",
          "shell\r\n$ ^[?1003;",
          "shell\r\n$ ^[>4;2m^[=5u^[2h",
        }) {
      Screen screen = ScreenTest.fed(ScreenCase.bytes(left));
      screen.feed(ByteBuffer.wrap(new RawOutput().giveBack()));
      screen.feed(ByteBuffer.wrap("ok".getBytes(StandardCharsets.US_ASCII)));
      Screen wanted = ScreenTest.fed(ScreenCase.bytes("shell\r\n$ ok"));
      ScreenTest.assertSame(wanted, screen, left.replace('\033', '^'));
    }
  }
}
