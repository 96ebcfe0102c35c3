package postern.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import postern.gateway.config.MachineEntry.Output;
import postern.mux.Notice;

/** A machine with output = raw in its configuration. */
final class RawOutputTest extends SessionTestBase {
  private static final String TITLE = "\33]0;t\7";

  @Test
  void everythingPassesAndTheCardSaysSo() {
    acts.output = Output.RAW;
    start("");
    channel.shows("OUTPUT IS RAW, not filtered; recorded");
    console.says("a" + TITLE + "\33[21tb");
    channel.shows("a" + TITLE + "\33[21tb");
    channel.types("\5ci");
    channel.shows("output    RAW");
  }

  @Test
  void aNoticeWaitsForTheEndOfAControlSequence() {
    acts.output = Output.RAW;
    start("");
    channel.shows("login");
    console.says("\33]0;half");
    channel.shows("\33]0;half");
    console.tells(new Notice.Text("hello"));
    console.says(" whole\7");
    channel.shows("\33]0;half whole\7\r\n[postern: hello]");
  }

  @Test
  void aChangedConfigurationTakesEffectAtTheEndOfAControlSequence() {
    acts.output = Output.RAW;
    start("");
    channel.shows("login");
    console.says("\33]0;half");
    channel.shows("\33]0;half");
    acts.output = Output.FILTERED;
    console.says(" whole\7");
    channel.shows("\33]0;half whole\7");
    console.says(TITLE + "end");
    channel.shows("end");
    assertThat(channel.out()).doesNotContain(TITLE);
    acts.output = Output.RAW;
    console.says(TITLE);
    channel.shows(TITLE);
  }

  @Test
  void theTerminalIsResetFromTheMiddleOfAString() {
    acts.output = Output.RAW;
    start("");
    channel.shows("login");
    console.says("\33]0;half");
    channel.shows("\33]0;half");
    channel.types("\5c.");
    await().until(exit::isDone);
    assertThat(channel.out())
        .contains("\33]0;half\30\33\\", "\33[>4m\33[=0u", "\33[?1049l", "web1: left]");
  }

  @Test
  void outputIsFilteredByDefault() {
    start("");
    channel.shows("login");
    console.says("a" + TITLE + "\33[21tb");
    channel.shows("ab");
    assertThat(channel.out()).doesNotContain(TITLE, "RAW");
  }
}
