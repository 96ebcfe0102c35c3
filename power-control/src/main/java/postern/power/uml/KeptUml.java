package postern.power.uml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import postern.power.PowerAction;
import postern.power.PowerState;
import postern.power.PowerState.Power;
import postern.power.UmlSettings;
import postern.power.backend.Backend;
import postern.power.keeper.KeeperClient;
import postern.power.keeper.KeptProcess;
import postern.power.keeper.Wiring;
import postern.power.posix.Posix;

/** A User-Mode Linux guest that Postern starts, under the keeper. */
public final class KeptUml implements Backend {
  private static final Duration HALT = Duration.ofSeconds(5);

  private final UmlSettings settings;
  private final KeptProcess process;
  private final ControlledUml controlled;
  private final Path own;

  public KeptUml(UmlSettings settings, KeeperClient keeper) {
    this.settings = settings;
    this.own = settings.runDir().toAbsolutePath().normalize().resolve(settings.umid());
    // A guest looks at its console only after a SIGIO.
    this.process =
        new KeptProcess(
            keeper,
            "uml:" + settings.umid(),
            UmlCommand.of(settings),
            settings.console(),
            Wiring.PIPES);
    this.controlled = new ControlledUml(own.resolve("mconsole"));
  }

  @Override
  public Set<PowerAction> actions() {
    return controlled.actions();
  }

  /** On as soon as its process runs; its control socket is there only a moment later. */
  @Override
  public PowerState state() {
    PowerState kept = process.state();
    // One that was started by hand under the same name answers all the same.
    return kept.power() == Power.OFF && controlled.state().power() == Power.ON
        ? PowerState.of(Power.ON)
        : kept;
  }

  @Override
  public Answer begin(PowerAction action, PowerState before) {
    try {
      boolean running = process.running();
      return switch (action) {
        case ON -> start();
        case OFF -> running ? halt(before) : controlled.begin(action, before);
        case CYCLE -> running ? new Answer.ByOffAndOn() : controlled.begin(action, before);
        case RESET -> stillThere(controlled.begin(action, before), process::failedIfEnded);
        case SOFT -> stillThere(controlled.begin(action, before), process::ended);
        case NMI -> controlled.begin(action, before);
      };
    } catch (IOException e) {
      return new Answer.Unreachable(String.valueOf(e.getMessage()));
    }
  }

  private Answer start() throws IOException {
    Optional<String> missing = UmlCommand.missing(settings);
    if (missing.isPresent()) {
      return new Answer.Refused(missing.get());
    }
    Files.createDirectories(own.resolveSibling(""));
    // Left behind by one that was killed. In a process namespace its pid file says 1, which always
    // lives, and the kernel would give up the name for a random one.
    removeStale();
    return switch (process.begin(PowerAction.ON, PowerState.of(Power.OFF))) {
      case Answer.Taken taken -> new Answer.Taken(this::started);
      case Answer other -> other;
    };
  }

  private void removeStale() throws IOException {
    if (!Files.isDirectory(own)) {
      return;
    }
    try (Stream<Path> left = Files.list(own)) {
      left.forEach(KeptUml::delete);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    Files.delete(own);
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Sight started() {
    return controlled.state().power() == Power.ON
        ? new Sight.Starts("the guest's kernel answers")
        : process.failedIfEnded();
  }

  private Answer halt(PowerState before) throws IOException {
    long end = System.nanoTime() + HALT.toNanos();
    if (!(controlled.begin(PowerAction.OFF, before) instanceof Answer.Taken)) {
      process.kill(Posix.SIGKILL);
    }
    return new Answer.Taken(
        new Evidence() {
          private boolean killed;

          @Override
          public Sight look() {
            if (!killed && System.nanoTime() > end) {
              killed = true;
              // What it could not be told is not lost: its state is asked for again and again.
              var _ = process.begin(PowerAction.OFF, before);
            }
            return process.ended();
          }
        });
  }

  /**
   * A guest that goes down takes its control socket away a moment before its process ends, and is
   * on until then: whoever starts it again in that moment would be told that it runs.
   *
   * @param ended what it means once its process has ended
   */
  private Answer stillThere(Answer answer, Evidence ended) {
    return answer instanceof Answer.Taken(Evidence evidence)
        ? new Answer.Taken(() -> {
          if (!alive()) {
            return ended.look();
          }
          Sight sight = evidence.look();
          boolean goesDown = controlled.state().power() == Power.OFF;
          return goesDown ? new Sight.Nothing() : sight;
        })
        : answer;
  }

  private boolean alive() {
    return state().power() != Power.OFF;
  }

  @Override
  public Duration settles() {
    return controlled.settles();
  }

  @Override
  public Optional<String> advice(String said) {
    return controlled.advice(said);
  }

  @Override
  public Optional<String> sendBreak() {
    return controlled.sendBreak();
  }

  @Override
  public Optional<String> sendSysRq(char key) {
    return controlled.sendSysRq(key);
  }

  @Override
  public long bytesLost() {
    return process.bytesLost();
  }
}
