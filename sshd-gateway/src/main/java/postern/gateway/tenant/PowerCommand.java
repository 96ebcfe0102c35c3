package postern.gateway.tenant;

import java.util.List;
import postern.gateway.act.PowerResult;
import postern.gateway.act.PowerText;
import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.ListWriter;
import postern.gateway.text.PlainText;
import postern.power.PowerAction;
import postern.power.PowerOutcome;

/** {@code power status|on|off|cycle|reset|soft|nmi}. */
public final class PowerCommand implements Command<MachineContext> {
  @Override
  public String name() {
    return "power";
  }

  @Override
  public String usage() {
    return "status|on|off|cycle|reset|soft|nmi [--force] [--json|--csv] [--local]";
  }

  @Override
  public String about() {
    return "the machine's power; done means seen";
  }

  @Override
  public int run(MachineContext at, Arguments words, CommandOutput out) {
    boolean force = words.flag("--force");
    ListWriter answer = ListWriter.of(words, out, "machine", "power", "since", "reason");
    String word = words.rest(1, 1).getFirst();
    if (word.equals("status")) {
      var state = at.machine().powerNow();
      answer.begin();
      answer.row(
          at.name(), state.power().word(), state.since().orElse(null), state.reason().orElse(null));
      answer.end();
      return 0;
    }
    PowerAction action = Arguments.powerAction(word);
    PowerResult result = at.acts().power().act(at.actor(), at.machine(), action, force);
    if (answer.streams()) {
      ListWriter told = answer.of("machine", "action", "outcome", "reason").begin();
      told.row(at.name(), word, PowerText.outcome(result), PowerText.line(result));
      return PowerText.exit(result) == 0 ? 0 : say(at, result, out);
    }
    return say(at, result, out);
  }

  /** Tells the outcome and gives its exit code. */
  static int say(MachineContext at, PowerResult result, CommandOutput out) {
    int exit = PowerText.exit(result);
    String line = at.name() + ": " + PowerText.line(result);
    if (exit == 0) {
      out.line(line);
    } else {
      out.error("postern: " + line);
    }
    if (result instanceof PowerResult.Done(PowerOutcome.NotSeen(var waited, String lines))) {
      List<String> last = lines.lines().toList();
      if (!last.isEmpty()) {
        out.error("the console's last lines:");
        last.forEach(l -> out.error("  " + PlainText.clean(l, 200)));
      }
    }
    return exit;
  }
}
