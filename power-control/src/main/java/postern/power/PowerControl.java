package postern.power;

import java.nio.file.Path;
import java.util.List;

/** Makes {@link Machine}s, and runs the keeper that those which Postern starts live under. */
public final class PowerControl implements AutoCloseable {
  private PowerControl() {}

  /**
   * @param keeperDir where the keeper has its socket, its state and the consoles' sockets
   * @param keeperCommand how a keeper is started; {@code keeperDir} is added as the last word
   */
  public static PowerControl start(Path keeperDir, List<String> keeperCommand) {
    throw new IllegalStateException("not built yet");
  }

  public Machine machine(MachineAddress address) {
    throw new IllegalStateException("not built yet");
  }

  @Override
  public void close() {}
}
