package postern.gateway.tenant;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.command.Command;
import postern.gateway.command.Out;
import postern.gateway.command.UsageFault;
import postern.gateway.command.Words;
import postern.gateway.config.MachineEntry.BreakPolicy;
import postern.mux.Console;

/** {@code break}: a break on the line, or by way of the backend where the line has none. */
final class BreakCommand implements Command<MachineContext> {
  private static final Duration LONGEST = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "break";
  }

  @Override
  public String usage() {
    return "[--length 250ms] [--force]";
  }

  @Override
  public String about() {
    return "sends a break; needs the keyboard, taken if it is free";
  }

  @Override
  public int run(MachineContext at, Words words, Out out) {
    boolean force = words.flag("--force");
    Duration length = words.duration("--length").orElse(Console.DEFAULT_BREAK);
    words.rest(0, 0);
    if (length.compareTo(LONGEST) > 0) {
      throw new UsageFault("a break lasts 5s at most");
    }
    if (at.machine().entry().breakPolicy() == BreakPolicy.NEVER) {
      out.error("postern: " + at.name() + ": breaks are switched off for this machine");
      return 1;
    }
    return KeyboardUse.moment(
        at,
        name(),
        force,
        out,
        keyboard -> say(at, Breaking.send(at, keyboard, length), length, out));
  }

  private static int say(MachineContext at, Optional<String> failed, Duration length, Out out) {
    Map<String, String> about = KeyboardUse.about(at);
    about.put("length", length.toMillis() + " ms");
    about.put("reason", failed.orElse(""));
    at.acts()
        .event(EventKind.BREAK, failed.isEmpty() ? Outcome.OK : Outcome.FAILED, at.actor(), about);
    if (failed.isPresent()) {
      out.error("postern: " + at.name() + ": no break sent: " + failed.get());
      return 1;
    }
    out.line(at.name() + ": break sent");
    return 0;
  }
}
