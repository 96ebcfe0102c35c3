package postern.power;

import java.nio.file.Path;

/** An event that the keeper reports, or its own end. */
public sealed interface KeeperNotice {
  /**
   * A process under the keeper has ended.
   *
   * @param name {@code uml:UMID}, {@code exec:NAME} or {@code qemu:NAME}
   * @param how it ended, {@code exit code 0}
   */
  record Ended(String name, Path console, String how) implements KeeperNotice {}

  /** The keeper has ended, and with it every machine that ran under it. */
  record KeeperLost(String why) implements KeeperNotice {}
}
