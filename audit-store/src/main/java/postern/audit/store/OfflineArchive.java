package postern.audit.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import postern.audit.Archive;
import postern.audit.StoreFault;
import postern.audit.disk.DataDir;
import postern.audit.disk.DirLock;
import postern.audit.disk.DiskErrors;
import postern.audit.query.FileArchive;
import postern.audit.query.Indexer;

/** Reads a data directory, also that of a running gateway, from its files alone. */
public final class OfflineArchive {
  private OfflineArchive() {}

  /**
   * @throws StoreFault CALLER if {@code dir} is not a data directory
   */
  public static Archive open(Path dir) {
    return new FileArchive(known(dir));
  }

  private static DataDir known(Path dir) {
    DataDir data = new DataDir(dir.toAbsolutePath().normalize());
    if (!data.exists()) {
      throw new StoreFault(
          StoreFault.Kind.CALLER,
          dir + " is not a data directory of Postern, or cannot be read: it has no file 'format'");
    }
    return data;
  }

  /**
   * Rebuilds the index from the files.
   *
   * @return how many events and sessions the index has, in words
   * @throws StoreFault IN_USE while a gateway has the directory open
   */
  public static String rebuildIndex(Path dir) {
    DataDir data = known(dir);
    try (DirLock lock = DirLock.acquire(data, Clock.systemUTC())) {
      return Indexer.rebuild(data);
    } catch (IOException e) {
      throw new StoreFault(StoreFault.Kind.DISK, DiskErrors.writing(e, data.root()), e);
    } catch (SQLException e) {
      throw new StoreFault(
          StoreFault.Kind.DISK, "the index in " + data.root() + " cannot be built", e);
    }
  }
}
