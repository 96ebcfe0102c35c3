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
 * Keeps what is damaged out of the way of what is not, beside it: {@code NAME.damaged}, or {@code
 * NAME.torn-BYTE} for the unfinished end of a file. Nothing is deleted.
 */
public final class SetAside {
  private static final Logger LOG = LoggerFactory.getLogger(SetAside.class);
  private static final String DAMAGED = ".damaged";
  private static final String TORN = ".torn-";

  private SetAside() {}

  /** Renames a file or folder. */
  public static void move(Path path, String why) throws IOException {
    Path kept = free(path, DAMAGED);
    Files.move(path, kept);
    LOG.warn("set aside file={} as={} reason={}", path, kept.getFileName(), why);
  }

  /** As {@link #move}, where the caller can do nothing about a failure but go on. */
  public static void tryMove(Path path, String why) {
    try {
      move(path, why);
    } catch (IOException e) {
      LOG.warn("not set aside file={} reason={}", path, e.toString());
    }
  }

  /** Copies what lies behind a byte into a file of its own, then cuts it off. */
  public static void tail(Path path, long at) throws IOException {
    Path kept = free(path, TORN + at);
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long size = file.size();
      try {
        copy(file, at, size, kept);
      } catch (IOException e) {
        Files.deleteIfExists(kept);
        throw e;
      }
      file.truncate(at);
      file.force(true);
      LOG.warn("torn end set aside file={} bytes={} as={}", path, size - at, kept.getFileName());
    }
  }

  private static void copy(FileChannel file, long from, long to, Path kept) throws IOException {
    try (FileChannel copy =
        FileChannel.open(kept, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
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
    DataDir.force(kept.resolveSibling(""));
  }

  private static Path free(Path path, String ending) {
    Path kept = path.resolveSibling(DataDir.name(path) + ending);
    for (int i = 2; Files.exists(kept, LinkOption.NOFOLLOW_LINKS); i++) {
      kept = path.resolveSibling(DataDir.name(path) + ending + "-" + i);
    }
    return kept;
  }

  /** What was set aside in a data directory, and not yet taken away by anybody. */
  public static List<Path> in(DataDir dir) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path path : DataDir.children(dir.root())) {
      if (isKept(path)) {
        found.add(path);
      } else if (!path.equals(dir.segments())) {
        DataDir.children(path).stream().filter(SetAside::isKept).forEach(found::add);
      }
    }
    return found;
  }

  private static boolean isKept(Path path) {
    String name = DataDir.name(path);
    return name.contains(DAMAGED) || name.contains(TORN);
  }
}
