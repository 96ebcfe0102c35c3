package postern.gateway.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The files in the fleet folder. */
final class FleetFolder {
  static final int LARGEST = 1 << 20;
  private static final int MOST_FILES = 4096;
  private static final long MOST_BYTES = 32L << 20;
  private static final int MOST_FAULTS = 100;
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Path dir;
  private final Set<Path> known;
  private final NavigableMap<Path, String> files = new TreeMap<>();
  private final NavigableSet<Path> unread = new TreeSet<>();
  private final List<Fault> faults = new ArrayList<>();
  private boolean gone;
  private long bytes;

  private FleetFolder(Path dir, Set<Path> known) {
    this.dir = dir;
    this.known = known;
  }

  /**
   * The contents of the folder.
   *
   * @param files the text of each file that could be read
   * @param unread files that could not be read; their last good copies are used
   * @param gone whether the folder itself cannot be read; all last good copies are used
   */
  record Found(
      NavigableMap<Path, String> files, Set<Path> unread, boolean gone, List<Fault> faults) {}

  static Found read(Path dir) {
    return read(dir, Set.of(), false);
  }

  /**
   * Reads every {@code *.toml} whose name does not start with a dot, as editors' own files do.
   *
   * @param known the files that were read before; if there are too many files, these come first
   * @param settled whether to leave out files that were written within the last second
   */
  static Found read(Path dir, Set<Path> known, boolean settled) {
    FleetFolder folder = new FleetFolder(dir, known);
    folder.list().forEach(file -> folder.read(file, settled));
    return new Found(folder.files, folder.unread, folder.gone, folder.faults);
  }

  /** Returns the files: those read before, then the others by name. */
  private List<Path> list() {
    List<Path> before = new ArrayList<>();
    NavigableSet<Path> others = new TreeSet<>();
    int left = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(dir, "*.toml")) {
      for (Path file : all) {
        if (file.getFileName().toString().startsWith(".")) {
          continue;
        }
        if (known.contains(file)) {
          before.add(file);
        } else {
          others.add(file);
        }
        if (before.size() + others.size() > MOST_FILES && !others.isEmpty()) {
          others.pollLast();
          left++;
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      gone = true;
      fault(dir, "the fleet folder does not exist", "create it, or set [fleet] dir");
    } catch (IOException | DirectoryIteratorException e) {
      gone = true;
      fault(dir, "the fleet folder cannot be read: " + e, "let the gateway's user read it");
    }
    if (left > 0) {
      fault(
          dir,
          "more than " + MOST_FILES + " files: " + left + " are ignored",
          "put more entries into each file");
    }
    before.sort(null);
    before.addAll(others);
    return before;
  }

  private void read(Path file, boolean settled) {
    if (!Fault.showable(String.valueOf(file.getFileName()))) {
      unread.add(file);
      fault(file, "the file's name contains characters that cannot be displayed", "rename it");
      return;
    }
    try {
      if (settled && fresh(file)) {
        unread.add(file);
        fault(file, "the file is being written", "write a temporary file and rename it");
        return;
      }
      String text = PlainFile.text(file, LARGEST);
      if (bytes + text.length() > MOST_BYTES) {
        unread.add(file);
        fault(
            file,
            "the fleet files are larger than " + (MOST_BYTES >> 20) + " MiB together",
            "remove what is no longer needed");
        return;
      }
      bytes += text.length();
      files.put(file, text);
    } catch (NoSuchFileException e) {
      unread.remove(file); // removed since it was listed
    } catch (PlainFile.Unreadable e) {
      unread.add(file);
      fault(file, e.wrong(), e.right());
    }
  }

  private static boolean fresh(Path file) {
    try {
      Duration age = Duration.between(Files.getLastModifiedTime(file).toInstant(), Instant.now());
      return !age.isNegative() && age.compareTo(FRESH) < 0;
    } catch (IOException e) {
      return false; // reading the file reports the fault
    }
  }

  private void fault(Path file, String wrong, String right) {
    if (faults.size() < MOST_FAULTS) {
      faults.add(new Fault(file, 1, wrong, right));
    } else if (faults.size() == MOST_FAULTS) {
      faults.add(new Fault(dir, 1, "more files cannot be read", "correct those above first"));
    }
  }
}
