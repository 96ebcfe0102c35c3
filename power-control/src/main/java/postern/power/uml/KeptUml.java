package postern.power.uml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import postern.power.PowerAction;
import postern.power.PowerState;
import postern.power.PowerState.Power;
import postern.power.UmlSettings;
import postern.power.backend.Backend;
import postern.power.keeper.KeeperClient;
import postern.power.keeper.KeptProcess;
import postern.power.keeper.Stdio;
import postern.power.posix.Posix;

/** A User-Mode Linux guest that runs under the keeper. */
public final class KeptUml implements Backend {
  private static final Duration HALT_LIMIT = Duration.ofSeconds(5);

  private final UmlSettings settings;
  private final KeptProcess process;
  private final ControlledUml controlled;

  /** The directory in which the guest creates its control socket. */
  private final Path directory;

  public KeptUml(UmlSettings settings, KeeperClient keeper) {
    this.settings = settings;
    this.directory = settings.runDir().toAbsolutePath().normalize().resolve(settings.umid());
    this.process =
        new KeptProcess(
            keeper,
            "uml:" + settings.umid(),
            UmlCommand.of(settings),
            settings.console(),
            Stdio.PIPES);
    this.controlled = new ControlledUml(directory.resolve("mconsole"));
  }

  @Override
  public Set<PowerAction> actions() {
    return controlled.actions();
  }

  /** On as soon as the process runs. The guest creates its control socket a moment later. */
  @Override
  public PowerState state() {
    PowerState kept = process.state();
    // A guest that was started by hand under the same name answers, too.
    return kept.power() == Power.OFF && controlled.state().power() == Power.ON
        ? PowerState.of(Power.ON)
        : kept;
  }

  @Override
  public Answer request(PowerAction action, PowerState before) {
    try {
      boolean running = process.running();
      return switch (action) {
        case ON -> start();
        case OFF -> running ? halt(before) : controlled.request(action, before);
        case CYCLE -> running ? new Answer.OffThenOn() : controlled.request(action, before);
        case RESET -> untilExited(controlled.request(action, before), process::failedIfEnded);
        case SOFT -> untilExited(controlled.request(action, before), process::ended);
        case NMI -> controlled.request(action, before);
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
    Files.createDirectories(directory.resolveSibling(""));
    // A guest that was killed leaves its directory behind. The pid file in it says 1, since the
    // guest has a process namespace of its own. A process 1 always exists, so the kernel would
    // take the name as in use and choose a random one.
    removeStaleDirectory();
    return switch (process.request(PowerAction.ON, PowerState.of(Power.OFF))) {
      case Answer.Accepted _ -> new Answer.Accepted(Evidence.of(this::started));
      case Answer other -> other;
    };
  }

  private void removeStaleDirectory() throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> left = Files.list(directory)) {
      left.forEach(KeptUml::delete);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    Files.delete(directory);
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Observation started() {
    return controlled.state().power() == Power.ON
        ? new Observation.Starting("the guest's kernel answers")
        : process.failedIfEnded();
  }

  private Answer halt(PowerState before) throws IOException {
    long end = System.nanoTime() + HALT_LIMIT.toNanos();
    if (!(controlled.request(PowerAction.OFF, before) instanceof Answer.Accepted)) {
      process.kill(Posix.SIGKILL);
    }
    return new Answer.Accepted(
        Evidence.of(
            new Supplier<Observation>() {
              private boolean killed;

              @Override
              public Observation get() {
                if (!killed && System.nanoTime() > end) {
                  killed = true;
                  // A failure needs no handling: the next checks show whether it has ended.
                  var _ = process.request(PowerAction.OFF, before);
                }
                return process.ended();
              }
            }));
  }

  /**
   * A guest that goes down removes its control socket a moment before its process ends. It counts
   * as running until then, because it cannot be started again before.
   *
   * @param ended gives the observation once the process has ended
   */
  private Answer untilExited(Answer answer, Supplier<Observation> ended) {
    return answer instanceof Answer.Accepted(Evidence evidence)
        ? new Answer.Accepted(Evidence.of(() -> untilExited(evidence, ended)))
        : answer;
  }

  private Observation untilExited(Evidence evidence, Supplier<Observation> ended) {
    if (state().power() == Power.OFF) {
      return ended.get();
    }
    Observation shown = evidence.check();
    boolean goesDown = controlled.state().power() == Power.OFF;
    return goesDown ? new Observation.Pending() : shown;
  }

  @Override
  public Optional<String> stopped() {
    return state().whyOff();
  }

  @Override
  public Duration settlingTime() {
    return controlled.settlingTime();
  }

  @Override
  public Optional<String> advice(String failure) {
    return controlled.advice(failure);
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
