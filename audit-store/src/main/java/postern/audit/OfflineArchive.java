package postern.audit;

import java.nio.file.Path;

/** Reads a data directory from its files alone, also that of a running gateway. */
public final class OfflineArchive {
  private OfflineArchive() {}

  /**
   * @throws StoreFault CALLER when {@code dir} is no data directory
   */
  public static Archive open(Path dir) {
    throw new IllegalStateException("not built yet");
  }

  /**
   * Makes the index anew from the files.
   *
   * @throws StoreFault IN_USE while a gateway has the directory
   * @return how many events and sessions it now holds, in words
   */
  public static String rebuildIndex(Path dir) {
    throw new IllegalStateException("not built yet");
  }
}
