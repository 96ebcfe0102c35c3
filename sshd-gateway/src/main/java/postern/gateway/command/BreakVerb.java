package postern.gateway.command;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import postern.gateway.fleet.MachineEntry.BreakPolicy;
import postern.gateway.house.LiveSession;
import postern.mux.Attachment;
import postern.mux.BreakOutcome;
import postern.mux.Console;
import postern.mux.KeyboardOutcome;
import postern.mux.Viewer;

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
  public int run(AtMachine at, Words words, Out out) {
    boolean force = words.flag("--force");
    Duration length = words.duration("--length").orElse(Console.USUAL_BREAK);
    words.rest(0, 0);
    if (!at.actor().mayType()) {
      out.error("postern: " + at.name() + ": not permitted: you may watch this machine only");
      return 3;
    }
    if (at.machine().entry().breakPolicy() == BreakPolicy.NEVER) {
      out.error("postern: " + at.name() + ": breaks are switched off for this machine");
      return 1;
    }
    LiveSession session =
        at.house()
            .open(
                at.actor(),
                new LiveSession.Place(
                    at.machine().entry(), at.port(), "send", at.console().status().endOffset()),
                () -> {});
    try (Attachment attachment = at.console().attach(viewer(at, session), () -> {})) {
      if (attachment.takeKeyboard(force) instanceof KeyboardOutcome.HeldBy(Viewer holder)) {
        out.error(
            "postern: " + at.name() + ": " + holder.name() + " has the keyboard; --force takes it");
        return 4;
      }
      return say(at, attachment.sendBreak(length), out);
    } finally {
      at.house().close(session, 0, 0, "left");
    }
  }

  private static Viewer viewer(AtMachine at, LiveSession session) {
    return new Viewer(
        session.id().text(), at.actor().person(), at.actor().source(), session.since(), true);
  }

  private static int say(AtMachine at, BreakOutcome line, Out out) {
    Optional<String> failed =
        switch (line) {
          case BreakOutcome.Sent() -> Optional.empty();
          case BreakOutcome.NotYours() -> Optional.of("the keyboard went to somebody else");
          case BreakOutcome.Cannot(String why) ->
              at.machine().power().map(p -> p.sendBreak()).orElse(Optional.of(why));
        };
    Map<String, String> about =
        Map.of(
            "machine",
            at.name(),
            "tenant",
            at.machine().entry().tenant(),
            "reason",
            failed.orElse(""));
    at.house().event("break", failed.isEmpty() ? "ok" : "failed", at.actor(), about);
    if (failed.isPresent()) {
      out.error("postern: " + at.name() + ": no break sent: " + failed.get());
      return 1;
    }
    out.line(at.name() + ": break sent");
    return 0;
  }
}
