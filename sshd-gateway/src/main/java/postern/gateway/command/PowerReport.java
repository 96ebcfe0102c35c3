package postern.gateway.command;

import java.util.ArrayList;
import java.util.List;
import postern.gateway.act.PowerResult;
import postern.gateway.act.PowerText;
import postern.gateway.text.PlainText;
import postern.power.PowerOutcome;

/** Writes the result of a power action, in the same words for everyone who may take one. */
public final class PowerReport {
  private static final int LONGEST_LINE = 200;

  private PowerReport() {}

  /**
   * Writes the result as text: on standard output if the action succeeded, else on standard error.
   *
   * @param machine the name to call the machine by
   * @return the exit code
   */
  public static int write(String machine, PowerResult result, CommandOutput out) {
    if (PowerText.exit(result) == 0) {
      out.line(machine + ": " + PowerText.line(result));
      return 0;
    }
    return writeFailure(machine, result, out);
  }

  /**
   * Writes the result in the form of a list, and a failure on standard error as well.
   *
   * @param machine the name to call the machine by
   * @param names the first cells of the row; the outcome and the reason follow
   * @return the exit code
   */
  public static int write(
      String machine, PowerResult result, CommandOutput out, ListWriter list, String... names) {
    if (!list.forPrograms()) {
      return write(machine, result, out);
    }
    List<Object> cells = new ArrayList<>(List.of(names));
    cells.add(PowerText.outcome(result).word());
    cells.add(PowerText.line(result));
    list.row(cells.toArray());
    return PowerText.exit(result) == 0 ? 0 : writeFailure(machine, result, out);
  }

  private static int writeFailure(String machine, PowerResult result, CommandOutput out) {
    out.error("postern: " + machine + ": " + PowerText.line(result));
    if (result instanceof PowerResult.Done(PowerOutcome.NotSeen(var waited, String lines))
        && !lines.isEmpty()) {
      out.error("the console's last lines:");
      lines.lines().forEach(line -> out.error("  " + PlainText.clean(line, LONGEST_LINE)));
    }
    return PowerText.exit(result);
  }
}
