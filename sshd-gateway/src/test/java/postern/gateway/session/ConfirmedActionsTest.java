package postern.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import postern.gateway.config.MachineEntry.BreakPolicy;
import postern.gateway.ssh.Input;
import postern.mux.BreakOutcome;

/** Actions that cannot be undone are confirmed first, and only by a person. */
final class ConfirmedActionsTest extends SessionTestBase {
  @Test
  void aBreakNeedsASingleYesThatIsNotTooEarly() {
    start("");
    channel.shows("login");
    channel.types("\5cl0y");
    channel.shows("send a break of 250 ms on web1? nobody typed here");
    channel.types("y");
    assertThat(acts.log).containsExactly("attach", "take");
    readIt();
    channel.types("y");
    channel.shows("break of 250 ms sent");
    assertThat(acts.log).endsWith("break 250");
    assertThat(console.typed).isEmpty();
  }

  @Test
  void aPastedYesSendsNothing() {
    start("");
    channel.shows("login");
    channel.types("\5cl4");
    channel.shows("1000 ms");
    readIt();
    channel.types("\33[200~y\33[201~");
    channel.shows("not done; the 13 bytes typed at it were not sent");
    assertThat(acts.log).containsExactly("attach", "take");
  }

  @Test
  void aPasteInManyPacketsIsNoAnswerAndDoesNotReachTheMachine() {
    start("");
    channel.shows("login");
    channel.types("\5cl4");
    channel.shows("1000 ms");
    readIt();
    for (int i = 0; i < 5; i++) {
      channel.types("rm -rf /tmp/old\r");
    }
    channel.shows("not done; the 80 bytes typed at it were not sent");
    channel.types("x");
    await().until(() -> console.typed.toString().equals("x"));
    assertThat(acts.log).containsExactly("attach", "take");
  }

  @Test
  void aPasteAtTheMenuDoesNotReachTheMachine() {
    start("");
    channel.shows("login");
    channel.types("\5cP");
    channel.shows("power of web1 (on): which?");
    for (int i = 0; i < 5; i++) {
      channel.types("ls -la /tmp/old\r");
    }
    channel.shows("power menu closed, nothing done");
    channel.shows("not done; the 80 bytes typed at it were not sent");
    channel.types("x");
    await().until(() -> console.typed.toString().equals("x"));
    assertThat(acts.log).containsExactly("attach", "take");
  }

  @Test
  void aBracketedPasteIsRefusedToItsEndAlsoIfItIsSlow() {
    start("");
    channel.shows("login");
    channel.types("\5cl4");
    channel.shows("1000 ms");
    readIt();
    channel.types("\33[200~y\r");
    passed.addAndGet(RefusedPaste.PAUSE * 5);
    channel.types("y\r\33[201~");
    channel.shows("not done; the 16 bytes typed at it were not sent");
    assertThat(console.typed).isEmpty();
    assertThat(acts.log).containsExactly("attach", "take");
  }

  @Test
  void theBreakPolicyHoldsForTheBreakRequestOfSshToo() {
    acts.policy = BreakPolicy.ALLOW;
    console.breakOutcome = new BreakOutcome.Cannot("no break here");
    start("");
    channel.sends(new Input.Break(Duration.ofMillis(500)));
    channel.shows("break of 500 ms sent");
    assertThat(acts.log).endsWith("break 500", "backend break");
    acts.policy = BreakPolicy.NEVER;
    channel.sends(new Input.Break(Duration.ZERO));
    channel.shows("break policy is never");
  }

  @Test
  void aPowerActionRunsAsideAndItsOutcomeIsTold() {
    start("");
    channel.shows("login");
    channel.types("\5cPc");
    channel.shows("power of web1 (on): which?").shows("power cycle on web1? ");
    readIt();
    channel.types("y\r");
    channel.shows("is in progress");
    channel.types("x");
    await().until(() -> console.typed.toString().equals("x"));
    acts.powerMayEnd.countDown();
    channel.shows("power cycle of web1: done, boot text, 3.0 s");
  }

  @Test
  void aQuestionWithoutAnAnswerLapses() {
    start("");
    channel.shows("login");
    channel.types("\5co");
    channel.shows("hang the line up and open it again on web1?");
    await().until(() -> minuteByMinute("not done"));
    channel.types("y");
    await().until(() -> console.typed.toString().equals("y"));
    assertThat(acts.log).doesNotContain("reopen");
  }

  private boolean minuteByMinute(String words) {
    channel.silentNanos =
        -passed.addAndGet(ConfirmedActions.LAPSES_AFTER); // the client is not silent
    channel.wake();
    return channel.out().contains(words);
  }

  @Test
  void anEscapeCommandCancelsAQuestion() {
    start("");
    channel.types("\5co");
    channel.shows("hang the line up and open it again on web1?");
    channel.types("\5cw");
    channel.shows("not done").shows("here now");
    channel.types("y");
    await().until(() -> console.typed.toString().equals("y"));
    assertThat(acts.log).doesNotContain("reopen");
  }
}
