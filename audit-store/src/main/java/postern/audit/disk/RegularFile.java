package postern.audit.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens regular files only: a folder cannot be read, and opening a FIFO would block. */
public final class RegularFile {
  private RegularFile() {}

  /** Opens a file for reading. */
  public static FileChannel open(Path path) throws IOException {
    if (!Files.isRegularFile(path) && Files.exists(path)) {
      throw new IOException(path.getFileName() + " is not a regular file");
    }
    return FileChannel.open(path, StandardOpenOption.READ);
  }
}
