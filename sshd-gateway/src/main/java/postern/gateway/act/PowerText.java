package postern.gateway.act;

import java.time.Duration;
import java.util.Locale;
import postern.audit.Outcome;
import postern.gateway.text.PlainText;
import postern.power.PowerOutcome;

/** The text, event outcome and exit code of the outcome of a power action. */
public final class PowerText {
  /** Room for the last line of a kernel and for what to do about it. */
  private static final int LONGEST = 400;

  private PowerText() {}

  /** Returns one line for people, without the console's last lines. */
  public static String line(PowerResult result) {
    return switch (result) {
      case PowerResult.NotPermitted() -> "not permitted: you may watch this machine only";
      case PowerResult.NotRecorded() ->
          "refused: it cannot be recorded just now, the event log is behind; try again in a while";
      case PowerResult.NoPower() -> "this machine has no power control here";
      case PowerResult.SomeoneTypes(var who, long seconds) ->
          who.name() + " typed there " + seconds + " s ago; --force goes on all the same";
      case PowerResult.Done(PowerOutcome outcome) -> line(outcome);
    };
  }

  private static String line(PowerOutcome outcome) {
    return switch (outcome) {
      case PowerOutcome.Seen(String evidence, Duration took) ->
          "done, " + clean(evidence) + ", " + seconds(took);
      case PowerOutcome.AlreadySo(var state) -> "already " + state.power().word();
      case PowerOutcome.NotSeen(Duration waited, var lines) ->
          "asked for, but not seen within " + waited.toSeconds() + " s";
      case PowerOutcome.Failed(String why) -> "failed: " + clean(why);
      case PowerOutcome.Refused(String why) -> "refused: " + clean(why);
      case PowerOutcome.Unreachable(String why) ->
          "the power control does not answer: " + clean(why);
      case PowerOutcome.Busy(String what) -> "another action is under way: " + clean(what);
    };
  }

  /** Returns the outcome that the event has. */
  public static Outcome outcome(PowerResult result) {
    return switch (result) {
      case PowerResult.NotPermitted(), PowerResult.NoPower(), PowerResult.NotRecorded() ->
          Outcome.REFUSED;
      case PowerResult.SomeoneTypes s -> Outcome.BUSY;
      case PowerResult.Done(PowerOutcome outcome) ->
          switch (outcome) {
            case PowerOutcome.Seen s -> Outcome.OK;
            case PowerOutcome.AlreadySo a -> Outcome.ALREADY;
            case PowerOutcome.NotSeen n -> Outcome.UNSEEN;
            case PowerOutcome.Failed f -> Outcome.FAILED;
            case PowerOutcome.Refused r -> Outcome.FAILED;
            case PowerOutcome.Unreachable u -> Outcome.FAILED;
            case PowerOutcome.Busy b -> Outcome.BUSY;
          };
    };
  }

  /** The exit code of the command that asked for it. */
  public static int exit(PowerResult result) {
    return switch (result) {
      case PowerResult.NotPermitted() -> 3;
      case PowerResult.NoPower() -> 1;
      case PowerResult.NotRecorded() -> 6;
      case PowerResult.SomeoneTypes s -> 4;
      case PowerResult.Done(PowerOutcome outcome) ->
          switch (outcome) {
            case PowerOutcome.Seen s -> 0;
            case PowerOutcome.AlreadySo a -> 0;
            case PowerOutcome.NotSeen n -> 5;
            case PowerOutcome.Failed f -> 1;
            case PowerOutcome.Refused r -> 1;
            case PowerOutcome.Unreachable u -> 1;
            case PowerOutcome.Busy b -> 4;
          };
    };
  }

  private static String clean(String foreign) {
    return PlainText.clean(foreign, LONGEST);
  }

  private static String seconds(Duration took) {
    return String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0);
  }
}
