package postern.gateway.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static postern.gateway.act.ActRig.RITA;
import static postern.gateway.act.ActRig.atWeb1;
import static postern.gateway.act.ActRig.web1Fields;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.audit.EventKind;
import postern.audit.Outcome;

/** Every command is written once, with its exit code; a session only where it did not start. */
final class CommandEventsTest {
  private static final CommandEvents.Said STATUS =
      new CommandEvents.Said("status", "status --json", false);
  private static final CommandEvents.Said SEND = new CommandEvents.Said("send", "send", true);

  @TempDir private Path dir;
  private ActRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = ActRig.open(dir);
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  private int run(CommandEvents.Said said, int exit) throws InterruptedException {
    return rig.acts().commands().of(RITA, web1Fields(), said, () -> exit);
  }

  private static Map<String, String> about(String words, String exit) {
    String verb = words.split(" ", 2)[0];
    return atWeb1(RITA, "action", verb, "words", words, "exit", exit);
  }

  @Test
  void aCommandIsWrittenWithItsWordsAndExitCode() throws InterruptedException {
    assertThat(run(STATUS, ExitCode.OK)).isZero();
    rig.assertWritten(EventKind.COMMAND, Outcome.OK, about("status --json", "0"));
  }

  @Test
  void everyExitCodeHasItsOutcome() throws InterruptedException {
    Map<Integer, Outcome> outcomes =
        Map.of(
            ExitCode.FAILED, Outcome.FAILED,
            ExitCode.WRONG_USE, Outcome.REFUSED,
            ExitCode.NOT_PERMITTED, Outcome.REFUSED,
            ExitCode.BUSY, Outcome.BUSY,
            ExitCode.NOT_SEEN, Outcome.UNSEEN,
            ExitCode.NOT_RECORDED, Outcome.REFUSED);
    for (Map.Entry<Integer, Outcome> each : outcomes.entrySet()) {
      run(STATUS, each.getKey());
      assertThat(rig.events(EventKind.COMMAND).getLast())
          .isEqualTo(
              new ActRig.Written(
                  each.getValue().word(), about("status --json", each.getKey().toString())));
    }
  }

  @Test
  void aCommandThatIsASessionIsWrittenOnlyWhenItWasRefused() throws InterruptedException {
    run(SEND, ExitCode.OK);
    run(SEND, ExitCode.BUSY);
    assertThat(rig.events(EventKind.COMMAND)).isEmpty();
    run(SEND, ExitCode.NOT_PERMITTED);
    rig.assertWritten(EventKind.COMMAND, Outcome.REFUSED, about("send", "3"));
  }

  @Test
  void aCommandWhoseClientLeftIsWrittenAsFailed() {
    assertThatThrownBy(() ->
            rig.acts()
                .commands()
                .of(
                    RITA,
                    web1Fields(),
                    STATUS,
                    () -> {
                      throw new InterruptedException();
                    }))
        .isInstanceOf(InterruptedException.class);
    rig.assertWritten(EventKind.COMMAND, Outcome.FAILED, about("status --json", "1"));
  }
}
