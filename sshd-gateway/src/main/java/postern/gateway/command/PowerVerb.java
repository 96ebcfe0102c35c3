package postern.gateway.command;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import postern.gateway.house.PowerResult;
import postern.gateway.house.PowerWords;
import postern.power.PowerAction;
import postern.power.PowerOutcome;

/** {@code power status|on|off|cycle|reset|soft|nmi}. */
final class PowerVerb implements Verb<AtMachine> {
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
  public int run(AtMachine at, Words words, Out out) {
    boolean force = words.flag("--force");
    Listing answer = Listing.of(words, out, "machine", "power", "since", "reason");
    String word = words.rest(1, 1).getFirst();
    if (word.equals("status")) {
      var state = at.machine().powerNow();
      answer.begin();
      answer.row(
          at.name(), state.power().word(), state.since().orElse(null), state.reason().orElse(null));
      answer.end();
      return 0;
    }
    PowerAction action =
        action(word)
            .orElseThrow(() ->
                new UsageFault(
                    "power " + word + " is unknown; status on off cycle reset soft nmi"));
    PowerResult result = at.house().power().act(at.actor(), at.machine(), action, force);
    if (answer.streams()) {
      Listing told = answer.of("machine", "action", "outcome", "reason").begin();
      told.row(at.name(), word, PowerWords.outcome(result), PowerWords.line(result));
      return PowerWords.exit(result) == 0 ? 0 : say(at, result, out);
    }
    return say(at, result, out);
  }

  static Optional<PowerAction> action(String word) {
    return Stream.of(PowerAction.values()).filter(a -> a.word().equals(word)).findFirst();
  }

  /** Tells the outcome and gives its exit code. */
  static int say(AtMachine at, PowerResult result, Out out) {
    int exit = PowerWords.exit(result);
    String line = at.name() + ": " + PowerWords.line(result);
    if (exit == 0) {
      out.line(line);
    } else {
      out.error("postern: " + line);
    }
    if (result instanceof PowerResult.Done(PowerOutcome.NotSeen(var waited, String lines))) {
      List<String> last = lines.lines().toList();
      if (!last.isEmpty()) {
        out.error("the console's last lines:");
        last.forEach(l -> out.error("  " + Clean.cut(l, 200)));
      }
    }
    return exit;
  }
}
