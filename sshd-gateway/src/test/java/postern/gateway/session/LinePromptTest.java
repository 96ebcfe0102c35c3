package postern.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

/** The prompt for a line of text; nothing that is typed there reaches the machine. */
final class LinePromptTest extends SessionTestBase {
  private static final String QUESTION = "message to all here (Enter sends, Esc cancels):";

  @Test
  void aPasteIsOneLineAndDoesNotReachTheMachine() {
    start("");
    channel.shows("login");
    channel.types("\5cb");
    channel.shows(QUESTION);
    channel.types("\33[200~on fire\rrm -rf /\33[201~");
    channel.shows(QUESTION + " on fire rm -rf /");
    channel.types("\r");
    await().until(() -> acts.log.contains("message on fire rm -rf /"));
    assertThat(console.typed).isEmpty();
  }

  @Test
  void withRawThePromptIsANotice() {
    start("raw");
    channel.types("\5cb");
    channel.tells(QUESTION);
    channel.types("on fire\r");
    await().until(() -> acts.log.contains("message on fire"));
  }
}
