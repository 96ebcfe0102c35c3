package postern.power.keeper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * A process under the keeper: on starts it, soft asks it to end (SIGTERM), off ends it (SIGKILL).
 * Also what the kinds of machines that Postern keeps are built on.
 */
public final class KeptProcess implements Backend {
  private final KeeperClient keeper;
  private final String name;
  private final List<String> command;
  private final Path console;
  private final Wiring wiring;

  /** One that uses its terminal. */
  public KeptProcess(KeeperClient keeper, String name, List<String> command, Path console) {
    this(keeper, name, command, console, Wiring.TERMINAL);
  }

  /**
   * @param name unique among all that the keeper has
   * @param console the socket on which its terminal is served
   */
  public KeptProcess(
      KeeperClient keeper, String name, List<String> command, Path console, Wiring wiring) {
    this.keeper = keeper;
    this.name = name;
    this.command = List.copyOf(command);
    this.console = console.toAbsolutePath().normalize();
    this.wiring = wiring;
  }

  @Override
  public Set<PowerAction> actions() {
    return EnumSet.of(PowerAction.ON, PowerAction.OFF, PowerAction.CYCLE, PowerAction.SOFT);
  }

  /** Empty if it never ran under the keeper that runs now. */
  public Optional<KeptFacts> facts() throws IOException {
    return keeper.show(name);
  }

  public boolean running() throws IOException {
    return facts().map(KeptFacts::running).orElse(false);
  }

  @Override
  public PowerState state() {
    try {
      return facts().map(KeptProcess::translate).orElseGet(() -> PowerState.of(Power.OFF));
    } catch (IOException e) {
      return PowerState.unknown(String.valueOf(e.getMessage()));
    }
  }

  private static PowerState translate(KeptFacts facts) {
    return facts.running()
        ? new PowerState(Power.ON, Optional.of(facts.since()), Optional.empty())
        : new PowerState(Power.OFF, Optional.of(facts.since()), Optional.of(facts.how()));
  }

  @Override
  public Answer begin(PowerAction action, PowerState before) {
    try {
      return switch (action) {
        case ON -> {
          start();
          yield new Answer.Taken(this::started);
        }
        case OFF -> {
          kill(Posix.SIGKILL);
          yield new Answer.Taken(this::ended);
        }
        case SOFT -> {
          kill(Posix.SIGTERM);
          yield new Answer.Taken(this::ended);
        }
        case CYCLE -> new Answer.ByOffAndOn();
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
    keeper.start(name, command, console, wiring);
  }

  public void kill(int signal) throws IOException {
    keeper.kill(name, signal);
  }

  /** Seen once the process has ended. */
  public Sight ended() {
    PowerState now = state();
    return now.power() == Power.OFF
        ? new Sight.Done("process ended, " + now.reason().orElse("with its keeper"))
        : new Sight.Nothing();
  }

  /** Failed once the process has ended, of which nothing good can come after a start. */
  public Sight failedIfEnded() {
    PowerState now = state();
    return now.power() == Power.OFF
        ? new Sight.Failed("it ended at once, " + now.reason().orElse("with its keeper"))
        : new Sight.Nothing();
  }

  private Sight started() {
    return state().power() == Power.ON ? new Sight.Starts("process runs") : failedIfEnded();
  }

  @Override
  public long bytesLost() {
    try {
      return facts().map(KeptFacts::dropped).orElse(0L);
    } catch (IOException e) {
      return 0;
    }
  }
}
