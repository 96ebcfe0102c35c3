package postern.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** At the start a failure only goes to the log, so it has to show here. */
@Tag("long")
final class WarmCiphersTest {
  @Test
  void everySumIsDone() {
    assertThatCode(WarmCiphers::sum).doesNotThrowAnyException();
  }
}
