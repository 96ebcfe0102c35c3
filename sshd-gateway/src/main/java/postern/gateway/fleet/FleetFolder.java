package postern.gateway.fleet;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The files of the fleet folder as they are now. */
final class FleetFolder {
  private static final long SIZE_LIMIT = 64L << 20;

  private FleetFolder() {}

  /**
   * What is there.
   *
   * @param files the text of each file that could be read
   * @param unreadable those that are there and could not be: they count as their last good copy
   */
  record Found(NavigableMap<Path, String> files, List<Fault> unreadable) {}

  /** Every {@code *.toml} that does not begin with a dot, as editors' own files do. */
  static Found read(Path dir) {
    NavigableMap<Path, String> files = new TreeMap<>();
    List<Fault> unreadable = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(dir, "*.toml")) {
      for (Path file : all) {
        if (!file.getFileName().toString().startsWith(".") && !Files.isDirectory(file)) {
          read(file, files, unreadable);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      unreadable.add(
          new Fault(dir, 1, "the fleet folder is not there", "make it, or set [fleet] dir"));
    } catch (IOException e) {
      unreadable.add(
          new Fault(
              dir, 1, "the fleet folder cannot be read: " + e, "let the gateway's user read it"));
    }
    return new Found(files, unreadable);
  }

  private static void read(Path file, NavigableMap<Path, String> files, List<Fault> unreadable) {
    try {
      if (Files.size(file) > SIZE_LIMIT) {
        unreadable.add(new Fault(file, 1, "the file is larger than 64 MiB", "split it"));
        return;
      }
      files.put(file, Files.readString(file));
    } catch (CharacterCodingException e) {
      unreadable.add(new Fault(file, 1, "the file is not UTF-8", "save it as UTF-8"));
    } catch (NoSuchFileException e) {
      return; // gone since it was listed: as if it had never been
    } catch (IOException e) {
      unreadable.add(
          new Fault(
              file,
              1,
              "the file cannot be read: " + e.getClass().getSimpleName(),
              "let the gateway's user read it"));
    }
  }
}
