package postern.gateway.fleet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The last good copy of each fleet file, in a folder of the data directory, so that a fault does
 * not become one more outage at the next start.
 */
final class GoodCopies {
  private final Path folder;
  private final Path fleetDir;

  GoodCopies(Path dataDir, Path fleetDir) {
    this.folder = dataDir.resolve("fleet-good");
    this.fleetDir = fleetDir;
  }

  /** By the path of the file that each is a copy of. */
  NavigableMap<Path, String> load() throws IOException {
    NavigableMap<Path, String> copies = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return copies;
    }
    try (Stream<Path> all = Files.list(folder)) {
      for (Path copy : (Iterable<Path>) all::iterator) {
        String name = copy.getFileName().toString();
        if (name.endsWith(".toml")) {
          copies.put(fleetDir.resolve(name), Files.readString(copy));
        }
      }
    }
    return copies;
  }

  /** Makes the folder hold exactly {@code next}, touching only what differs from {@code before}. */
  void store(Map<Path, String> before, Map<Path, String> next) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<Path, String> each : next.entrySet()) {
      if (!each.getValue().equals(before.get(each.getKey()))) {
        write(folder.resolve(each.getKey().getFileName()), each.getValue());
      }
    }
    for (Path gone : before.keySet()) {
      if (!next.containsKey(gone)) {
        Files.deleteIfExists(folder.resolve(gone.getFileName()));
      }
    }
  }

  private static void write(Path copy, String text) throws IOException {
    Path fresh = copy.resolveSibling(copy.getFileName() + ".new");
    try (FileChannel out =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(false);
    }
    Files.move(fresh, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
