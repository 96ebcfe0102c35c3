package postern.gateway.command;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import postern.gateway.fleet.MachineEntry.BreakPolicy;
import postern.gateway.house.LiveMachine;
import postern.mux.BreakOutcome;
import postern.mux.Console;

/** {@code break}: a break on the line, or by way of the backend where the line has none. */
final class BreakVerb implements Verb<AtMachine> {
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
  public int run(AtMachine at, Words words, Out out) throws InterruptedException {
    boolean force = words.flag("--force");
    Duration length = words.duration("--length").orElse(Console.USUAL_BREAK);
    words.rest(0, 0);
    if (at.machine().entry().breakPolicy() == BreakPolicy.NEVER) {
      out.error("postern: " + at.name() + ": breaks are switched off for this machine");
      return 1;
    }
    return KeyboardTurn.take(
        at,
        force,
        out,
        (keyboard, session) ->
            say(at, keyboard.sendBreak(length), KeyboardTurn.about(at, session), out));
  }

  /** Why the backend cannot either, with why the line cannot; empty when it was sent. */
  static Optional<String> byBackend(LiveMachine machine, String why) {
    return machine
        .power()
        .map(backend -> backend.sendBreak().map(other -> why + ", and " + other))
        .orElse(Optional.of(why));
  }

  private static int say(AtMachine at, BreakOutcome line, Map<String, String> about, Out out) {
    Optional<String> failed =
        switch (line) {
          case BreakOutcome.Sent() -> Optional.empty();
          case BreakOutcome.NotYours() -> Optional.of("the keyboard went to somebody else");
          case BreakOutcome.Cannot(String why) -> byBackend(at.machine(), why);
        };
    about.put("reason", failed.orElse(""));
    at.house().event("break", failed.isEmpty() ? "ok" : "failed", at.actor(), about);
    if (failed.isPresent()) {
      out.error("postern: " + at.name() + ": no break sent: " + failed.get());
      return 1;
    }
    out.line(at.name() + ": break sent");
    return 0;
  }
}
