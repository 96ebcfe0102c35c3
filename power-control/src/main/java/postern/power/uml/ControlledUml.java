package postern.power.uml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import postern.power.PowerAction;
import postern.power.PowerState;
import postern.power.PowerState.Power;
import postern.power.backend.Backend;

/**
 * A User-Mode Linux guest that somebody else starts, reached by its control socket. It can be
 * halted, restarted and asked to shut down (Ctrl-Alt-Del); once off, only who started it can start
 * it again.
 */
public final class ControlledUml implements Backend {
  private static final Duration ANSWER = Duration.ofSeconds(2);

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
      ControlSocket.Reply version = socket.ask("version", ANSWER);
      return version.good()
          ? PowerState.of(Power.ON)
          : PowerState.unknown("the guest does not tell its version");
    } catch (ControlSocket.NobodyThere e) {
      return off(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return PowerState.unknown(String.valueOf(e.getMessage()));
    }
  }

  private static PowerState off(String reason) {
    return new PowerState(Power.OFF, Optional.empty(), Optional.of(reason));
  }

  @Override
  public Answer begin(PowerAction action, PowerState before) {
    String incarnation = incarnation();
    return switch (action) {
      case ON ->
          new Answer.Unreachable(
              "the guest is not running ("
                  + socket.path()
                  + "), and it is not Postern that starts it");
      case OFF -> tell("halt", this::isOff);
      // A restart is the nearest thing: once halted, nobody here could start it again.
      case CYCLE, RESET -> tell("reboot", () -> restarted(incarnation));
      case SOFT -> tell("cad", () -> offOrRestarted(incarnation));
      case NMI -> new Answer.Refused("User-Mode Linux has no NMI");
    };
  }

  private Answer tell(String command, Evidence evidence) {
    try {
      ControlSocket.Reply reply = socket.ask(command, ANSWER);
      return reply.good()
          ? new Answer.Taken(evidence)
          : new Answer.Refused("the guest refuses " + command + ": " + clean(reply.text()));
    } catch (ControlSocket.NobodyThere e) {
      return new Answer.Unreachable(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      // A guest that goes down at once may not find the time to answer.
      return state().power() == Power.OFF
          ? new Answer.Taken(evidence)
          : new Answer.Unreachable(String.valueOf(e.getMessage()));
    }
  }

  private Sight isOff() {
    return state().power() == Power.OFF ? new Sight.Done("state is off") : new Sight.Nothing();
  }

  private Sight offOrRestarted(String before) {
    Sight off = isOff();
    return off instanceof Sight.Done ? off : restarted(before);
  }

  /** A restart makes the control socket anew. */
  private Sight restarted(String before) {
    String now = incarnation();
    return !now.isEmpty() && !now.equals(before) && state().power() == Power.ON
        ? new Sight.Starts("it answers on a new control socket")
        : new Sight.Nothing();
  }

  /** What tells one life of the guest from the next; empty while there is no socket. */
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
  public Duration settles() {
    return Duration.ofSeconds(5);
  }

  /** The host kernel takes registers of full length only, and this one's are too short. */
  @Override
  public Optional<String> advice(String said) {
    return said.contains("ptrace set fp regs failed")
        ? Optional.of(
            "on this CPU it needs uml-xstate.so: see \"CPUs with AMX\" in the operators' manual")
        : Optional.empty();
  }

  @Override
  public Optional<String> sendBreak() {
    return Optional.of("User-Mode Linux knows no break; its kernel takes SysRq without one");
  }

  @Override
  public Optional<String> sendSysRq(char key) {
    if (key < '0' || key > 'z' || !Character.isLetterOrDigit(key)) {
      return Optional.of("SysRq takes a letter or a digit");
    }
    return switch (tell("sysrq " + key, Sight.Nothing::new)) {
      case Answer.Taken taken -> Optional.empty();
      case Answer.Refused(String why) -> Optional.of(why);
      case Answer.Unreachable(String why) -> Optional.of(why);
      case Answer.ByOffAndOn none -> Optional.empty();
    };
  }

  private static String clean(String text) {
    String clean = text.strip().replaceAll("[^ -~]", "?");
    return clean.substring(0, Math.min(200, clean.length()));
  }
}
