package postern.gateway.tenant;

import java.time.Duration;
import java.util.Optional;
import postern.gateway.act.NoBreak;
import postern.mux.Attachment;
import postern.mux.BreakOutcome;
import postern.power.Machine;

/** A break on the line, or by way of the backend where the line has none. */
final class Breaking {
  private Breaking() {}

  /** Why not, or empty when it was sent. Blocks for the backend. */
  static Optional<String> send(MachineContext at, Attachment keyboard, Duration length) {
    return switch (keyboard.sendBreak(length)) {
      case BreakOutcome.Sent() -> Optional.empty();
      case BreakOutcome.NotHolder() -> Optional.of("the keyboard went to somebody else");
      case BreakOutcome.Cannot(String line) -> {
        Optional<Machine> power = at.machine().power();
        yield power.isEmpty()
            ? Optional.of(line)
            : power.get().sendBreak().map(why -> NoBreak.words(line, why));
      }
    };
  }
}
