package postern.power.control;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import postern.power.KeeperNotice;
import postern.power.Machine;
import postern.power.MachineAddress;
import postern.power.UmlSettings;
import postern.power.backend.Backend;
import postern.power.command.OperatorCommands;
import postern.power.keeper.KeeperClient;
import postern.power.keeper.KeptProcess;
import postern.power.qemu.KeptQemu;
import postern.power.qemu.MonitoredQemu;
import postern.power.uml.ControlledUml;
import postern.power.uml.KeptUml;

/** Makes {@link Machine}s, and runs the keeper that those which Postern starts live under. */
public final class PowerControl implements AutoCloseable {
  private final Path keeperDir;
  private final KeeperClient keeper;

  private PowerControl(Path keeperDir, KeeperClient keeper) {
    this.keeperDir = keeperDir;
    this.keeper = keeper;
  }

  /**
   * Connects to the keeper that a gateway before this one left behind, if there is one; else one is
   * started when the first machine is.
   *
   * @param keeperDir where the keeper has its socket, its lock and its log
   * @param keeperCommand how a keeper is started; {@code keeperDir} is added as the last word
   */
  public static PowerControl start(Path keeperDir, List<String> keeperCommand) {
    KeeperClient keeper = new KeeperClient(keeperDir, keeperCommand);
    keeper.connectIfRunning();
    return new PowerControl(keeperDir, keeper);
  }

  /** Reaches nothing yet. Close it when it is of no more use. */
  public Machine machine(MachineAddress address) {
    return new BackendMachine(address, this::backend, Clock.systemUTC());
  }

  private Backend backend(MachineAddress address) {
    return switch (address) {
      case MachineAddress.Qmp(Path socket) -> new MonitoredQemu(socket);
      case MachineAddress.Mconsole(Path socket) -> new ControlledUml(socket);
      case MachineAddress.Commands commands ->
          new OperatorCommands(commands.commands(), commands.status());
      case MachineAddress.Exec exec ->
          new KeptProcess(keeper, exec.keptName().orElseThrow(), exec.command(), exec.console());
      case MachineAddress.Uml(UmlSettings settings) -> new KeptUml(settings, keeper);
      case MachineAddress.Qemu qemu -> {
        // QEMU's own terminal is kept even if its console is a socket of QEMU's: it tells faults.
        Path terminal =
            qemu.console().orElseGet(() -> keeperDir.resolve(qemu.name() + ".terminal"));
        yield new KeptQemu(
            new KeptProcess(keeper, qemu.keptName().orElseThrow(), qemu.command(), terminal),
            qemu.monitor());
      }
    };
  }

  /**
   * Hears of the end of kept machines and of the keeper itself.
   *
   * @param listener called on a thread of the keeper's connection; must return soon
   */
  public void listen(Consumer<KeeperNotice> listener) {
    keeper.listen(listener);
  }

  /**
   * The names ({@link MachineAddress#keptName}) of what runs under the keeper now; none when no
   * keeper runs.
   *
   * @throws IOException if a keeper runs and does not answer
   */
  public Set<String> running() throws IOException {
    return keeper.running();
  }

  /**
   * Ends these processes, whatever they are: SIGTERM, and SIGKILL to those that are still there
   * after a second.
   *
   * @return those that were not seen to end within 3 s
   * @throws IOException if the keeper does not answer
   */
  public Set<String> end(Set<String> names) throws IOException {
    return keeper.end(names);
  }

  /**
   * Ends the keeper and every machine that it keeps.
   *
   * @throws IOException if a keeper runs and does not obey
   */
  public void endKeeper() throws IOException {
    keeper.end();
  }

  /** Hangs up on the keeper; it and its machines stay. */
  @Override
  public void close() {
    keeper.close();
  }
}
