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

/** Creates {@link Machine}s and connects to the keeper, under which Postern starts machines. */
public final class PowerControl implements AutoCloseable {
  private final Path keeperDir;
  private final KeeperClient keeper;

  private PowerControl(Path keeperDir, KeeperClient keeper) {
    this.keeperDir = keeperDir;
    this.keeper = keeper;
  }

  /**
   * Connects to the running keeper, if there is one. Otherwise a keeper is started together with
   * the first machine.
   *
   * @param keeperDir the directory of the keeper's socket, lock and log
   * @param keeperCommand starts a keeper; {@code keeperDir} is added as the last argument
   */
  public static PowerControl start(Path keeperDir, List<String> keeperCommand) {
    KeeperClient keeper = new KeeperClient(keeperDir, keeperCommand);
    keeper.connectIfRunning();
    return new PowerControl(keeperDir, keeper);
  }

  /** Creates a machine without connecting to it. The caller closes it. */
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
        // QEMU reports faults on its terminal, even if the console is another socket.
        Path terminal =
            qemu.console().orElseGet(() -> keeperDir.resolve(qemu.name() + ".terminal"));
        yield new KeptQemu(
            new KeptProcess(keeper, qemu.keptName().orElseThrow(), qemu.command(), terminal),
            qemu.monitor());
      }
    };
  }

  /**
   * Adds a listener for the end of kept machines and of the keeper.
   *
   * @param listener called on a thread of the keeper's connection; must return soon
   */
  public void listen(Consumer<KeeperNotice> listener) {
    keeper.listen(listener);
  }

  /**
   * The names ({@link MachineAddress#keptName}) of the processes that run under the keeper; none if
   * no keeper runs.
   *
   * @throws IOException if a keeper runs but does not answer
   */
  public Set<String> running() throws IOException {
    return keeper.running();
  }

  /**
   * Ends kept processes with SIGTERM, and with SIGKILL if they still run after a second.
   *
   * @return the processes that did not end within 3 s
   * @throws IOException if the keeper does not answer
   */
  public Set<String> end(Set<String> names) throws IOException {
    return keeper.end(names);
  }

  /**
   * Ends the keeper and every machine under it.
   *
   * @throws IOException if a keeper runs but does not answer
   */
  public void endKeeper() throws IOException {
    keeper.end();
  }

  /** Disconnects from the keeper. The keeper and its machines go on running. */
  @Override
  public void close() {
    keeper.close();
  }
}
