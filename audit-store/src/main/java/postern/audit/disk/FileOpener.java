package postern.audit.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens the files of journals and of the event log. Tests replace it to make the disk fail. */
@FunctionalInterface
public interface FileOpener {
  FileOpener REAL =
      path ->
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

  FileChannel open(Path path) throws IOException;
}
