package postern.audit.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import postern.audit.Archive;
import postern.audit.StoreFault;
import postern.audit.disk.DataDir;
import postern.audit.disk.DirLock;
import postern.audit.disk.DiskWords;
import postern.audit.query.FileArchive;
import postern.audit.query.IndexTail;

/** Reads a data directory from its files alone, also that of a running gateway. */
public final class OfflineArchive {
  private OfflineArchive() {}

  /**
   * @throws StoreFault CALLER when {@code dir} is no data directory
   */
  public static Archive open(Path dir) {
    return new FileArchive(known(dir));
  }

  private static DataDir known(Path dir) {
    DataDir data = new DataDir(dir.toAbsolutePath().normalize());
    if (!data.exists()) {
      throw new StoreFault(
          StoreFault.Kind.CALLER,
          dir + " is no data directory of Postern, or may not be read: it has no file 'format'");
    }
    return data;
  }

  /**
   * Makes the index anew from the files.
   *
   * @throws StoreFault IN_USE while a gateway has the directory
   * @return how many events and sessions it now holds, in words
   */
  public static String rebuildIndex(Path dir) {
    DataDir data = known(dir);
    try (DirLock held = DirLock.take(data, Clock.systemUTC())) {
      return IndexTail.rebuild(data);
    } catch (IOException e) {
      throw new StoreFault(StoreFault.Kind.DISK, DiskWords.of(e, data.root()), e);
    } catch (SQLException e) {
      throw new StoreFault(
          StoreFault.Kind.DISK, "the index in " + data.root() + " cannot be made", e);
    }
  }
}
