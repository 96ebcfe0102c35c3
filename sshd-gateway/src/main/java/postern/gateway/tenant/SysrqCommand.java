package postern.gateway.tenant;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.command.Command;
import postern.gateway.command.Out;
import postern.gateway.command.UsageFault;
import postern.gateway.command.Words;
import postern.gateway.config.MachineEntry.BreakPolicy;
import postern.mux.Attachment;
import postern.mux.Console;
import postern.mux.TypeOutcome;
import postern.power.Machine;

/**
 * {@code sysrq KEY}: by way of the backend where it has SysRq (User-Mode Linux), else a break, on
 * the line or by way of the backend, and the key behind it, as Linux takes it on a serial console
 * (Documentation/admin-guide/sysrq.rst).
 */
final class SysrqCommand implements Command<MachineContext> {
  @Override
  public String name() {
    return "sysrq";
  }

  @Override
  public String usage() {
    return "KEY [--force]";
  }

  @Override
  public String about() {
    return "presses SysRq and KEY; needs the keyboard, taken if it is free";
  }

  @Override
  public int run(MachineContext at, Words words, Out out) {
    boolean force = words.flag("--force");
    String key = words.rest(1, 1).getFirst();
    if (!key.matches("[0-9A-Za-z?]")) {
      throw new UsageFault("KEY is one letter, digit or ?, such as h for the kernel's own help");
    }
    if (at.machine().entry().breakPolicy() == BreakPolicy.NEVER) {
      out.error("postern: " + at.name() + ": breaks are switched off for this machine, SysRq too");
      return 1;
    }
    return KeyboardUse.moment(
        at,
        name(),
        force,
        out,
        keyboard -> {
          Optional<String> failed = press(at, keyboard, key.charAt(0));
          Map<String, String> about = KeyboardUse.about(at);
          about.put("key", key);
          about.put("reason", failed.orElse(""));
          at.acts()
              .event(
                  EventKind.SYSRQ,
                  failed.isEmpty() ? Outcome.OK : Outcome.FAILED,
                  at.actor(),
                  about);
          if (failed.isPresent()) {
            out.error("postern: " + at.name() + ": no SysRq: " + failed.get());
            return 1;
          }
          out.line(at.name() + ": SysRq " + key + " pressed");
          return 0;
        });
  }

  /** Why not, or empty when it was done. */
  private static Optional<String> press(MachineContext at, Attachment keyboard, char key) {
    Optional<Machine> power = at.machine().power();
    if (at.machine().entry().sysRqByBackend()) {
      return power.map(machine -> machine.sendSysRq(key)).orElse(Optional.of("it has no power"));
    }
    if (at.console().status().pendingInput() > 0) {
      // the kernel would take the first of it for the key
      return Optional.of("what was typed before is still on its way to the machine");
    }
    Optional<String> failed = Breaking.send(at, keyboard, Console.DEFAULT_BREAK);
    return failed.isPresent() ? failed : type(keyboard, key);
  }

  private static Optional<String> type(Attachment keyboard, char key) {
    return switch (keyboard.type(ByteBuffer.wrap(new byte[] {(byte) key}))) {
      case TypeOutcome.Accepted(int bytes) ->
          bytes == 1 ? Optional.empty() : Optional.of("the line takes nothing now");
      case TypeOutcome.NotHolder() -> Optional.of("the keyboard went to somebody else");
      case TypeOutcome.LineDown(var down) -> Optional.of("the line is down: " + down.why());
      case TypeOutcome.NotRecorded(String why) -> Optional.of("it cannot be recorded: " + why);
    };
  }
}
