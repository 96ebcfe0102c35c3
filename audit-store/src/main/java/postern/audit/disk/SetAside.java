package postern.audit.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renames damaged files, so that the others stay usable: {@code NAME.damaged}, or {@code
 * NAME.torn-BYTE} for the unfinished end of a file. Nothing is deleted.
 */
public final class SetAside {
  private static final Logger LOG = LoggerFactory.getLogger(SetAside.class);
  private static final String DAMAGED = ".damaged";
  private static final String TORN = ".torn-";

  private SetAside() {}

  /** Renames a file or folder. */
  public static void move(Path path, String why) throws IOException {
    Path aside = free(path, DAMAGED);
    Files.move(path, aside);
    LOG.warn("set aside file={} as={} reason={}", path, aside.getFileName(), why);
  }

  /** Renames a file or folder; logs a failure and continues. */
  public static void tryMove(Path path, String why) {
    try {
      move(path, why);
    } catch (IOException e) {
      LOG.warn("not set aside file={} reason={}", path, e.toString());
    }
  }

  /** Moves the end of a file, from this byte on, into a separate file. */
  public static void tail(Path path, long at) throws IOException {
    Path aside = free(path, TORN + at);
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long size = file.size();
      try {
        copy(file, at, size, aside);
      } catch (IOException e) {
        Files.deleteIfExists(aside);
        throw e;
      }
      file.truncate(at);
      file.force(true);
      LOG.warn("torn end set aside file={} bytes={} as={}", path, size - at, aside.getFileName());
    }
  }

  private static void copy(FileChannel file, long from, long to, Path aside) throws IOException {
    try (FileChannel copy =
        FileChannel.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long done = from;
      while (done < to) {
        long more = file.transferTo(done, to - done, copy);
        if (more <= 0) {
          throw new IOException("the file is shorter than it was");
        }
        done += more;
      }
      copy.force(true);
    }
    DataDir.force(aside.resolveSibling(""));
  }

  private static Path free(Path path, String ending) {
    Path aside = path.resolveSibling(DataDir.name(path) + ending);
    for (int i = 2; Files.exists(aside, LinkOption.NOFOLLOW_LINKS); i++) {
      aside = path.resolveSibling(DataDir.name(path) + ending + "-" + i);
    }
    return aside;
  }

  /** Returns the files that were set aside in a data directory and are still there. */
  public static List<Path> in(DataDir dir) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path path : DataDir.children(dir.root())) {
      if (isSetAside(path)) {
        found.add(path);
      } else if (!path.equals(dir.segments())) {
        DataDir.children(path).stream().filter(SetAside::isSetAside).forEach(found::add);
      }
    }
    return found;
  }

  private static boolean isSetAside(Path path) {
    String name = DataDir.name(path);
    return name.contains(DAMAGED) || name.contains(TORN);
  }
}
