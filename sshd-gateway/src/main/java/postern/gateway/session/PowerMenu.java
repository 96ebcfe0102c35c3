package postern.gateway.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import postern.power.PowerAction;
import postern.power.PowerOutcome;

/** Power in words: which key does what, and what came of it. */
final class PowerMenu {
  /** A kernel\'s last line and what to do about it. */
  private static final int LONGEST = 400;

  private PowerMenu() {}

  static @Nullable PowerAction chosen(int key) {
    return switch (key) {
      case '1' -> PowerAction.ON;
      case '0' -> PowerAction.OFF;
      case 'c' -> PowerAction.CYCLE;
      case 'r' -> PowerAction.RESET;
      case 's' -> PowerAction.SOFT;
      case 'n' -> PowerAction.NMI;
      default -> null;
    };
  }

  static List<String> lines(Set<PowerAction> actions) {
    List<String> lines = new ArrayList<>();
    for (PowerAction action : PowerAction.values()) {
      if (actions.contains(action)) {
        lines.add(key(action) + "  " + means(action));
      }
    }
    lines.add("any other key leaves the menu");
    return lines;
  }

  static char key(PowerAction action) {
    return switch (action) {
      case ON -> '1';
      case OFF -> '0';
      case CYCLE -> 'c';
      case RESET -> 'r';
      case SOFT -> 's';
      case NMI -> 'n';
    };
  }

  static String means(PowerAction action) {
    return switch (action) {
      case ON -> "on";
      case OFF -> "off, at once, as pulling the plug";
      case CYCLE -> "cycle: off, then on";
      case RESET -> "reset, at once";
      case SOFT -> "soft shutdown: asks the machine's own system";
      case NMI -> "NMI: an interrupt for a debugger or a crash dump";
    };
  }

  static String outcome(String machine, PowerAction action, PowerOutcome outcome) {
    String what = "power " + action.word() + " of " + machine + ": ";
    return what
        + switch (outcome) {
          case PowerOutcome.Seen(String evidence, var took) ->
              "done, seen after " + PlainText.span(took) + ": " + clean(evidence);
          case PowerOutcome.AlreadySo(var state) -> "already " + state.power().word();
          case PowerOutcome.NotSeen(var waited, String last) ->
              "taken by the backend, but not seen within " + PlainText.span(waited);
          case PowerOutcome.Failed(String why) -> "FAILED: " + PlainText.clean(why, LONGEST);
          case PowerOutcome.Refused(String why) -> "refused: " + clean(why);
          case PowerOutcome.Unreachable(String why) -> "the backend did not answer: " + clean(why);
          case PowerOutcome.Busy(String other) ->
              "not now, another act is under way: " + clean(other);
        };
  }

  private static String clean(String text) {
    return PlainText.clean(text, 200);
  }
}
