package postern.mux.marker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PanicPhrasesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[   12.345678] Kernel panic - not syncing: VFS: Unable",
        "Oops: 0002 [#1] PREEMPT SMP",
        "[1.0] Oops [#1]",
        "[1.0] BUG: unable to handle page fault",
        "watchdog: BUG: soft lockup",
        "INFO: task x blocked for more than 120 seconds",
        "panic: double fault",
        "*** STOP: 0x0000007B",
        "Fatal trap 12: page fault while in kernel mode",
      })
  void findsAPanicInALine(String line) {
    assertThat(PanicPhrases.IN_LINE.matcher(line).find()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"no panic here", "do not panic: it works", "DEBUG: x", "Whoops: x"})
  void findsNoPanicInOtherLines(String line) {
    assertThat(PanicPhrases.IN_LINE.matcher(line).find()).isFalse();
  }
}
