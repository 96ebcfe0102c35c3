package postern.power;

import java.nio.file.Path;

/** What the keeper has to tell without being asked. */
public sealed interface KeeperNotice {
  /**
   * A kept process is gone.
   *
   * @param name {@code uml:UMID}, {@code exec:NAME} or {@code qemu:NAME}
   * @param how in words, {@code exit code 0}
   */
  record Ended(String name, Path console, String how) implements KeeperNotice {}

  /** The keeper itself is gone, and every machine that it kept. */
  record KeeperLost(String why) implements KeeperNotice {}
}
