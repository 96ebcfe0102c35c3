package postern.gateway.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import postern.power.PowerAction;

/** The lines of the power menu and its keys. */
final class PowerMenu {
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
    lines.add("any other key closes the menu");
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
      case OFF -> "off at once, like pulling the plug";
      case CYCLE -> "cycle: off, then on";
      case RESET -> "reset at once";
      case SOFT -> "soft shutdown: asks the operating system";
      case NMI -> "NMI: an interrupt for a debugger or a crash dump";
    };
  }
}
