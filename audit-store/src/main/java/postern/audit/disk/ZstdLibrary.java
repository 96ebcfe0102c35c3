package postern.audit.disk;

import com.github.luben.zstd.util.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import postern.audit.StoreFault;

/**
 * Loads the native library of zstd. By default, zstd-jni would unpack it in the shared folder for
 * temporary files.
 */
public final class ZstdLibrary {
  private ZstdLibrary() {}

  /**
   * Unpacks the library in this folder and loads it, once for each process.
   *
   * @param folder one that only this user can write to
   * @throws StoreFault DISK if programs are not allowed in it
   */
  public static synchronized void loadFrom(Path folder) {
    if (Native.isLoaded()) {
      return;
    }
    try {
      Native.load(folder.toFile());
    } catch (LinkageError e) {
      throw new StoreFault(
          StoreFault.Kind.DISK,
          "zstd's native library cannot be loaded from "
              + folder
              + "; programs must be allowed in that folder, so use a file system that is mounted"
              + " without noexec",
          e);
    }
  }

  /** Loads the library from a new private folder, for tools without a data directory. */
  public static synchronized void load() {
    if (Native.isLoaded()) {
      return;
    }
    try {
      Path folder = Files.createTempDirectory("postern-"); // mode 0700
      try {
        loadFrom(folder);
      } finally {
        PrivateFolder.remove(folder); // the loaded library stays in memory
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no private folder for zstd's native library", e);
    }
  }
}
