package postern.gateway.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.disk.CacheFile;
import postern.audit.disk.SetAside;

/**
 * The last good copy of each fleet file, in a folder of the data directory. With these a fault in a
 * file does not remove machines at the next start.
 */
final class LastGoodCopies {
  private static final Logger LOG = LoggerFactory.getLogger(LastGoodCopies.class);

  /** More than the limit for a fleet file. */
  private static final int LARGEST = 64 << 20;

  private final Path folder;
  private final Path fleetDir;

  LastGoodCopies(Path dataDir, Path fleetDir) {
    this.folder = dataDir.resolve("fleet-good");
    this.fleetDir = fleetDir;
  }

  /** Returns the copies by the paths of the originals. Damaged copies are moved aside. */
  NavigableMap<Path, String> load() {
    return load(SetAside::tryMove);
  }

  /** Returns the same as {@link #load}, but changes nothing. */
  NavigableMap<Path, String> look() {
    return load((copy, why) -> {});
  }

  /**
   * @param damaged called with a copy that cannot be read, and the reason
   */
  private NavigableMap<Path, String> load(BiConsumer<Path, String> damaged) {
    NavigableMap<Path, String> copies = new TreeMap<>();
    for (Path copy : files()) {
      String name = copy.getFileName().toString();
      try {
        copies.put(fleetDir.resolve(name), CacheFile.read(copy, LARGEST));
      } catch (IOException e) {
        damaged.accept(copy, String.valueOf(e.getMessage()));
      }
    }
    return copies;
  }

  private List<Path> files() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(copy -> copy.getFileName().toString().endsWith(".toml")).toList();
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("cannot read the last good copies of the fleet files why={}", e.toString());
      return List.of();
    }
  }

  /**
   * Updates the folder to {@code next}, writing only what differs from {@code before}.
   *
   * @param nanos the time after which no further copy is written
   * @return the copies that the folder holds now
   */
  NavigableMap<Path, String> store(Map<Path, String> before, Map<Path, String> next, long nanos)
      throws IOException {
    long start = System.nanoTime();
    NavigableMap<Path, String> stored = new TreeMap<>(before);
    CacheFile.folder(folder);
    for (Path gone : before.keySet()) {
      if (!next.containsKey(gone)) {
        Files.deleteIfExists(folder.resolve(gone.getFileName()));
        stored.remove(gone);
      }
    }
    for (Map.Entry<Path, String> each : next.entrySet()) {
      if (!each.getValue().equals(before.get(each.getKey()))
          && System.nanoTime() - start <= nanos) {
        write(folder.resolve(each.getKey().getFileName()), each.getValue());
        stored.put(each.getKey(), each.getValue());
      }
    }
    return stored;
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
