package postern.power.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class OutputTailTest {
  private final OutputTail words = new OutputTail();

  private void hear(String text) {
    byte[] bytes = (text + "rest of the buffer").getBytes(StandardCharsets.US_ASCII);
    words.heard(bytes, text.length());
  }

  @Test
  void theLastLineIsKeptHoweverItComesAndHowMuchCameBefore() {
    assertThat(words.text()).isEmpty();
    for (int i = 0; i < 3_000; i++) {
      hear("line " + i + "\r\n");
    }
    assertThat(words.text()).isEqualTo("line 2999");
    hear("x".repeat(10_000) + "\nno ");
    hear("such \033[31mdisk\n\n");
    assertThat(words.text()).isEqualTo("no such [31mdisk");
    words.clear();
    assertThat(words.text()).isEmpty();
  }

  @Test
  void aPanicCountsMoreThanTheTraceBehindIt() {
    hear("z".repeat(3_500) + "\r\n[    1.0] VFS: no root\r\n");
    hear("[    1.0] Kernel panic - not ");
    hear("syncing: VFS\r\n");
    for (int i = 0; i < 46; i++) {
      hear("[    1.640000]  [<6069f509>] dump_stack_and_something_more+0x1a/0x1c\r\n");
    }
    assertThat(words.text()).isEqualTo("VFS: no root; Kernel panic - not syncing: VFS");
  }
}
