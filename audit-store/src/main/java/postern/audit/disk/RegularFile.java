package postern.audit.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens files for reading, but nothing that only stands in the place of a file. */
public final class RegularFile {
  private RegularFile() {}

  /** A folder cannot be read, and opening a FIFO would wait for ever. */
  public static FileChannel open(Path path) throws IOException {
    if (!Files.isRegularFile(path) && Files.exists(path)) {
      throw new IOException(path.getFileName() + " is not a regular file");
    }
    return FileChannel.open(path, StandardOpenOption.READ);
  }

  /** Why a file could not be read, in words. */
  public static String why(IOException e) {
    return switch (e) {
      case java.nio.file.AccessDeniedException denied -> "no permission to read it";
      case NoSuchFileException gone -> "it is gone";
      default -> String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", " ");
    };
  }
}
