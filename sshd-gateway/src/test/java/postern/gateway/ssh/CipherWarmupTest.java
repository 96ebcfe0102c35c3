package postern.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** At the start a failure is only logged, so it has to show here. */
@Tag("long")
final class CipherWarmupTest {
  @Test
  void everyCipherRunsWithoutAFault() {
    assertThatCode(CipherWarmup::runAll).doesNotThrowAnyException();
  }
}
