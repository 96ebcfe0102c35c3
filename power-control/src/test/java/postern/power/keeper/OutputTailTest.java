package postern.power.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class OutputTailTest {
  private final OutputTail tail = new OutputTail();

  private void hear(String text) {
    byte[] bytes = (text + "rest of the buffer").getBytes(StandardCharsets.US_ASCII);
    tail.append(bytes, text.length());
  }

  @Test
  void theLastLineIsFoundInAnyAmountOfOutput() {
    assertThat(tail.lastLine()).isEmpty();
    for (int i = 0; i < 3_000; i++) {
      hear("line " + i + "\r\n");
    }
    assertThat(tail.lastLine()).isEqualTo("line 2999");
    hear("x".repeat(10_000) + "\nno ");
    hear("such \033[31mdisk\n\n");
    assertThat(tail.lastLine()).isEqualTo("no such [31mdisk");
    tail.clear();
    assertThat(tail.lastLine()).isEmpty();
  }

  @Test
  void aPanicTakesPrecedenceOverTheTraceAfterIt() {
    hear("z".repeat(3_500) + "\r\n[    1.0] VFS: no root\r\n");
    hear("[    1.0] Kernel panic - not ");
    hear("syncing: VFS\r\n");
    for (int i = 0; i < 46; i++) {
      hear("[    1.640000]  [<6069f509>] dump_stack_and_something_more+0x1a/0x1c\r\n");
    }
    assertThat(tail.lastLine()).isEqualTo("VFS: no root; Kernel panic - not syncing: VFS");
  }
}
