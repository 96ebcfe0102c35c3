package postern.gateway.command;

import java.time.Duration;
import java.util.Optional;
import postern.gateway.house.PowerResult;
import postern.power.PowerAction;
import postern.power.PowerOutcome;

/**
 * {@code reboot}: asks the machine's own system first, and only on request does it the hard way.
 */
final class RebootVerb implements Verb<AtMachine> {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Override
  public String name() {
    return "reboot";
  }

  @Override
  public String usage() {
    return "[--hard-after 60s] [--force]";
  }

  @Override
  public String about() {
    return "soft reboot; after 60 s it says so, or resets with --hard-after";
  }

  @Override
  public int run(AtMachine at, Words words, Out out) {
    boolean force = words.flag("--force");
    Optional<Duration> hardAfter = words.duration("--hard-after");
    words.rest(0, 0);
    PowerResult result =
        at.house().power().reboot(at.actor(), at.machine(), force, hardAfter.orElse(PATIENCE));
    if (!(result instanceof PowerResult.Done(PowerOutcome.NotSeen n))) {
      return PowerVerb.say(at, result, out);
    }
    if (hardAfter.isPresent()) {
      out.error("postern: " + at.name() + ": no reboot seen, resetting");
      return PowerVerb.say(
          at, at.house().power().act(at.actor(), at.machine(), PowerAction.RESET, true), out);
    }
    int exit = PowerVerb.say(at, result, out);
    out.error("postern: `power reset` does it the hard way");
    return exit;
  }
}
