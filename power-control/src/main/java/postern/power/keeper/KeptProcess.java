package postern.power.keeper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import postern.power.PowerAction;
import postern.power.PowerState;
import postern.power.PowerState.Power;
import postern.power.backend.Backend;
import postern.power.posix.Posix;

/**
 * A process that runs under the keeper. On starts it, soft asks it to end (SIGTERM), and off ends
 * it (SIGKILL). Other kinds of machines that run under the keeper are built on it.
 */
public final class KeptProcess implements Backend {
  private final KeeperClient keeper;
  private final String name;
  private final List<String> command;
  private final Path console;
  private final Stdio stdio;

  /** A process whose standard input and output are its terminal. */
  public KeptProcess(KeeperClient keeper, String name, List<String> command, Path console) {
    this(keeper, name, command, console, Stdio.TERMINAL);
  }

  /**
   * @param name the process's name; unique under one keeper
   * @param console the unix socket on which the keeper serves the process's input and output
   */
  public KeptProcess(
      KeeperClient keeper, String name, List<String> command, Path console, Stdio stdio) {
    this.keeper = keeper;
    this.name = name;
    this.command = List.copyOf(command);
    this.console = console.toAbsolutePath().normalize();
    this.stdio = stdio;
  }

  @Override
  public Set<PowerAction> actions() {
    return EnumSet.of(PowerAction.ON, PowerAction.OFF, PowerAction.CYCLE, PowerAction.SOFT);
  }

  /** The status; empty if the process never ran under the present keeper. */
  public Optional<KeptStatus> status() throws IOException {
    return keeper.show(name);
  }

  public boolean running() throws IOException {
    return status().map(KeptStatus::running).orElse(false);
  }

  @Override
  public PowerState state() {
    try {
      return status().map(KeptProcess::translate).orElseGet(() -> PowerState.of(Power.OFF));
    } catch (IOException e) {
      return PowerState.unknown(String.valueOf(e.getMessage()));
    }
  }

  private static PowerState translate(KeptStatus status) {
    return status.running()
        ? new PowerState(Power.ON, Optional.of(status.since()), Optional.empty())
        : new PowerState(Power.OFF, Optional.of(status.since()), Optional.of(status.how()));
  }

  @Override
  public Answer request(PowerAction action, PowerState before) {
    try {
      return switch (action) {
        case ON -> {
          start();
          yield new Answer.Accepted(Evidence.of(this::started));
        }
        case OFF -> {
          kill(Posix.SIGKILL);
          yield new Answer.Accepted(Evidence.of(this::ended));
        }
        case SOFT -> {
          kill(Posix.SIGTERM);
          yield new Answer.Accepted(Evidence.of(this::ended));
        }
        case CYCLE -> new Answer.OffThenOn();
        case RESET, NMI -> new Answer.Refused("a process has no " + action.word());
      };
    } catch (KeeperRefused e) {
      return new Answer.Refused(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new Answer.Unreachable(String.valueOf(e.getMessage()));
    }
  }

  public void start() throws IOException {
    Files.createDirectories(console.resolveSibling(""));
    keeper.start(name, command, console, stdio);
  }

  public void kill(int signal) throws IOException {
    keeper.kill(name, signal);
  }

  /** Done once the process has ended. */
  public Observation ended() {
    PowerState now = state();
    return now.power() == Power.OFF
        ? new Observation.Done("process ended, " + now.reason().orElse("with its keeper"))
        : new Observation.Pending();
  }

  /** Failed once the process has ended. For use after a start. */
  public Observation failedIfEnded() {
    PowerState now = state();
    return now.power() == Power.OFF
        ? new Observation.Failed("it ended at once, " + now.reason().orElse("with its keeper"))
        : new Observation.Pending();
  }

  private Observation started() {
    return state().power() == Power.ON ? new Observation.Starting("process runs") : failedIfEnded();
  }

  @Override
  public Optional<String> stopped() {
    return state().whyOff();
  }

  @Override
  public Duration settlingTime() {
    return Duration.ofSeconds(3);
  }

  @Override
  public Optional<String> advice(String failure) {
    return Optional.empty();
  }

  @Override
  public Optional<String> sendBreak() {
    return Optional.of("this machine's backend has no break");
  }

  @Override
  public Optional<String> sendSysRq(char key) {
    return Optional.of("this machine's backend has no SysRq");
  }

  @Override
  public long bytesLost() {
    try {
      return status().map(KeptStatus::dropped).orElse(0L);
    } catch (IOException e) {
      return 0;
    }
  }
}
