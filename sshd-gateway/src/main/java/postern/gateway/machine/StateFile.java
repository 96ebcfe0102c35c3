package postern.gateway.machine;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.disk.CacheFile;
import postern.audit.disk.SetAside;

/** A small file of keys and values that survives the gateway. It is replaced in one step. */
public final class StateFile {
  private static final Logger log = LoggerFactory.getLogger(StateFile.class);
  private static final int LARGEST = 64 << 10;

  private StateFile() {}

  /** Returns the path of a file. Names may have dots, so those of the tenant become plus signs. */
  public static Path in(Path dir, String tenant, String name) {
    return dir.resolve(tenant.replace('.', '+') + "." + name);
  }

  /** Returns the keys and values, or an empty map if the file is missing or damaged. */
  static Map<String, String> read(Path file) {
    return read(file, LARGEST);
  }

  /**
   * Reads a file as {@link #read(Path)} does.
   *
   * @param largest the largest size in bytes; a larger file counts as damaged
   */
  static Map<String, String> read(Path file, int largest) {
    Map<String, String> found = new TreeMap<>();
    Properties all = new Properties();
    try {
      all.load(new StringReader(CacheFile.read(file, largest)));
      all.stringPropertyNames().forEach(key -> found.put(key, all.getProperty(key)));
    } catch (NoSuchFileException e) {
      log.debug("no state file={}", file);
    } catch (IOException | IllegalArgumentException e) {
      SetAside.tryMove(file, String.valueOf(e.getMessage()));
    }
    return found;
  }

  public static void write(Path file, Map<String, String> words) throws IOException {
    Properties all = new Properties();
    words.forEach(all::setProperty);
    StringWriter text = new StringWriter();
    all.store(text, null);
    CacheFile.folder(file.resolveSibling(""));
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel to =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
      while (bytes.hasRemaining()) {
        to.write(bytes);
      }
      to.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
