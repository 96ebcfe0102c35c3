package postern.power.uml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import postern.power.PowerAction;
import postern.power.PowerState;
import postern.power.PowerState.Power;
import postern.power.backend.Backend;

/**
 * A User-Mode Linux guest that Postern does not start, controlled through its mconsole socket. It
 * can be halted, restarted and asked to shut down (Ctrl-Alt-Del), but not started.
 */
public final class ControlledUml implements Backend {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);

  private final ControlSocket socket;

  public ControlledUml(Path socket) {
    this.socket = new ControlSocket(socket);
  }

  @Override
  public Set<PowerAction> actions() {
    return EnumSet.of(
        PowerAction.ON, PowerAction.OFF, PowerAction.CYCLE, PowerAction.RESET, PowerAction.SOFT);
  }

  @Override
  public PowerState state() {
    if (!Files.isDirectory(socket.path().resolveSibling(""))) {
      return off(socket.path().resolveSibling("") + " does not exist: the guest is not running");
    }
    try {
      ControlSocket.Reply version = socket.ask("version", ANSWER_LIMIT);
      return version.accepted()
          ? PowerState.of(Power.ON)
          : PowerState.unknown("the guest does not report its version");
    } catch (ControlSocket.NotListening e) {
      return off(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return PowerState.unknown(String.valueOf(e.getMessage()));
    }
  }

  private static PowerState off(String reason) {
    return new PowerState(Power.OFF, Optional.empty(), Optional.of(reason));
  }

  @Override
  public Answer request(PowerAction action, PowerState before) {
    String incarnation = incarnation();
    return switch (action) {
      case ON ->
          new Answer.Unreachable(
              "the guest is not running (" + socket.path() + "), and Postern does not start it");
      case OFF -> tell("halt", this::off);
      // A cycle is a restart too, because Postern could not start a halted guest.
      case CYCLE, RESET -> tell("reboot", () -> restarted(incarnation));
      case SOFT -> tell("cad", () -> offOrRestarted(incarnation));
      case NMI -> new Answer.Refused("User-Mode Linux has no NMI");
    };
  }

  private Answer tell(String command, Supplier<Observation> evidence) {
    try {
      ControlSocket.Reply reply = socket.ask(command, ANSWER_LIMIT);
      return reply.accepted()
          ? new Answer.Accepted(Evidence.of(evidence))
          : new Answer.Refused("the guest refuses " + command + ": " + clean(reply.text()));
    } catch (ControlSocket.NotListening e) {
      return new Answer.Unreachable(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      // A guest that goes down at once may not answer.
      return state().power() == Power.OFF
          ? new Answer.Accepted(Evidence.of(evidence))
          : new Answer.Unreachable(String.valueOf(e.getMessage()));
    }
  }

  private Observation off() {
    return state().power() == Power.OFF
        ? new Observation.Done("state is off")
        : new Observation.Pending();
  }

  private Observation offOrRestarted(String before) {
    Observation off = off();
    return off instanceof Observation.Done ? off : restarted(before);
  }

  /** A restart creates a new control socket. */
  private Observation restarted(String before) {
    String now = incarnation();
    return !now.isEmpty() && !now.equals(before) && state().power() == Power.ON
        ? new Observation.Starting("it answers on a new control socket")
        : new Observation.Pending();
  }

  /** Identifies one run of the guest; empty while there is no socket. */
  private String incarnation() {
    try {
      return Files.getAttribute(socket.path(), "unix:ino")
          + " "
          + Files.getAttribute(socket.path(), "unix:ctime");
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public Duration settlingTime() {
    return Duration.ofSeconds(5);
  }

  @Override
  public Optional<String> stopped() {
    return state().whyOff();
  }

  /** The guest kernel's register state is too short for the host's kernel. */
  @Override
  public Optional<String> advice(String failure) {
    return failure.contains("ptrace set fp regs failed")
        ? Optional.of(
            "on this CPU it needs uml-xstate.so: see \"CPUs with AMX\" in the operators' manual")
        : Optional.empty();
  }

  @Override
  public Optional<String> sendBreak() {
    return Optional.of("User-Mode Linux has no break; its kernel takes SysRq without one");
  }

  @Override
  public Optional<String> sendSysRq(char key) {
    if (key < '0' || key > 'z' || !Character.isLetterOrDigit(key)) {
      return Optional.of("SysRq takes a letter or a digit");
    }
    return switch (tell("sysrq " + key, Observation.Pending::new)) {
      case Answer.Accepted _ -> Optional.empty();
      case Answer.Refused(String why) -> Optional.of(why);
      case Answer.Unreachable(String why) -> Optional.of(why);
      case Answer.OffThenOn _ -> Optional.empty();
    };
  }

  @Override
  public long bytesLost() {
    return 0;
  }

  private static String clean(String text) {
    String clean = text.strip().replaceAll("[^ -~]", "?");
    return clean.substring(0, Math.min(200, clean.length()));
  }
}
