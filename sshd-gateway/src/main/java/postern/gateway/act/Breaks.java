package postern.gateway.act;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.config.MachineEntry.BreakPolicy;
import postern.mux.Attachment;
import postern.mux.BreakOutcome;
import postern.mux.Console;
import postern.mux.TypeOutcome;
import postern.power.Machine;

/**
 * Sends breaks and SysRq. A break goes over the line, or through the machine's backend if the line
 * cannot carry one. SysRq goes through the backend of a User-Mode Linux; otherwise it is a break
 * followed by the key, which Linux takes from a serial console within 5 s
 * (Documentation/admin-guide/sysrq.rst). Each writes one event.
 */
public final class Breaks {
  private final EventWriter events;

  Breaks(EventWriter events) {
    this.events = events;
  }

  /** Sends a break. Returns at once; see {@link BreakResult.ByBackend}. */
  public BreakResult send(ConsoleActor who, Attachment at, Duration length) {
    EventFields about = EventFields.at(who).with(EventField.LENGTH, length.toMillis() + " ms");
    return written(
        EventKind.BREAK, who, about, forbidden(who).orElseGet(() -> onLine(who, at, length)));
  }

  /** Presses SysRq and a key. Returns at once; see {@link BreakResult.ByBackend}. */
  public BreakResult pressSysRq(ConsoleActor who, Attachment at, char key) {
    EventFields about = EventFields.at(who).with(EventField.KEY, String.valueOf(key));
    return written(
        EventKind.SYSRQ, who, about, forbidden(who).orElseGet(() -> sysRq(who, at, key)));
  }

  /** Returns the refusal if this machine's policy forbids breaks. Ask before taking a keyboard. */
  public static Optional<BreakResult> forbidden(ConsoleActor who) {
    return who.machine().entry().breakPolicy() == BreakPolicy.NEVER
        ? Optional.of(new BreakResult.Forbidden())
        : Optional.empty();
  }

  private BreakResult written(
      EventKind kind, ConsoleActor who, EventFields about, BreakResult result) {
    switch (result) {
      case BreakResult.ByBackend(var rest) -> {
        return new BreakResult.ByBackend(() -> written(kind, who, about, rest.get()));
      }
      case BreakResult.Sent() -> events.event(kind, Outcome.OK, who.actor(), about);
      case BreakResult.Failed(String why) -> event(kind, Outcome.FAILED, who, about, why);
      case BreakResult.Forbidden no -> event(kind, Outcome.REFUSED, who, about, no.why());
      case BreakResult.NotHolder no -> event(kind, Outcome.REFUSED, who, about, no.why());
    }
    return result;
  }

  private void event(
      EventKind kind, Outcome outcome, ConsoleActor who, EventFields about, String why) {
    events.event(kind, outcome, who.actor(), about.with(EventField.REASON, why));
  }

  private static BreakResult onLine(ConsoleActor who, Attachment at, Duration length) {
    return switch (at.sendBreak(length)) {
      case BreakOutcome.Sent() -> new BreakResult.Sent();
      case BreakOutcome.NotHolder() -> new BreakResult.NotHolder();
      case BreakOutcome.Cannot(String line) ->
          new BreakResult.ByBackend(() -> byBackend(who, line));
    };
  }

  private static BreakResult byBackend(ConsoleActor who, String line) {
    Optional<Machine> backend = who.machine().power();
    if (backend.isEmpty()) {
      return new BreakResult.Failed(line);
    }
    return backend
        .get()
        .sendBreak()
        .<BreakResult>map(
            why -> new BreakResult.Failed("the line says " + line + ", the backend says " + why))
        .orElseGet(BreakResult.Sent::new);
  }

  private static BreakResult sysRq(ConsoleActor who, Attachment at, char key) {
    if (who.machine().entry().sysRqByBackend()) {
      return new BreakResult.ByBackend(() -> sysRqByBackend(who, key));
    }
    if (typingWaits(who)) {
      // The kernel would take the first waiting byte for the key.
      return new BreakResult.Failed("what was typed before has not reached the machine yet");
    }
    return keyAfter(onLine(who, at, Console.DEFAULT_BREAK), at, key);
  }

  private static boolean typingWaits(ConsoleActor who) {
    return who.machine().console(who.port()).filter(c -> c.status().pendingInput() > 0).isPresent();
  }

  private static BreakResult sysRqByBackend(ConsoleActor who, char key) {
    return who.machine()
        .power()
        .map(backend -> backend.sendSysRq(key))
        .orElse(Optional.of("this machine has no power control"))
        .<BreakResult>map(BreakResult.Failed::new)
        .orElseGet(BreakResult.Sent::new);
  }

  private static BreakResult keyAfter(BreakResult sent, Attachment at, char key) {
    return switch (sent) {
      case BreakResult.Sent s -> type(at, key);
      case BreakResult.ByBackend(var rest) ->
          new BreakResult.ByBackend(() -> keyAfter(rest.get(), at, key));
      case BreakResult.NotSent not -> not;
    };
  }

  private static BreakResult type(Attachment at, char key) {
    String went = "the break was sent, but ";
    return switch (at.type(ByteBuffer.wrap(new byte[] {(byte) key}))) {
      case TypeOutcome.Accepted(int bytes) ->
          bytes == 1
              ? new BreakResult.Sent()
              : new BreakResult.Failed(went + "the line does not take the key now");
      case TypeOutcome.NotHolder n ->
          new BreakResult.Failed(went + "somebody else has the keyboard now");
      case TypeOutcome.LineDown(var down) ->
          new BreakResult.Failed(went + "the line is down: " + down.why());
      case TypeOutcome.NotRecorded(String why) ->
          new BreakResult.Failed(went + "the key cannot be recorded: " + why);
    };
  }
}
