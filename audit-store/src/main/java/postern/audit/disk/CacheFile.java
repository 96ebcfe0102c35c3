package postern.audit.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Reads small state files of the gateway. A damaged one must not prevent a start. */
public final class CacheFile {
  private CacheFile() {}

  /**
   * Returns the whole text of a file.
   *
   * @throws IOException if it is not a regular file, larger than this, or not in UTF-8
   */
  public static String read(Path file, int largest) throws IOException {
    try (FileChannel in = RegularFile.open(file)) {
      if (in.size() > largest) {
        throw new IOException("it is larger than " + largest + " bytes");
      }
      byte[] bytes = Channels.newInputStream(in).readNBytes(largest);
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (java.nio.charset.CharacterCodingException e) {
      throw new IOException("it is not in UTF-8", e);
    }
  }

  /** Creates a folder. Anything else of that name is set aside. */
  public static void folder(Path dir) throws IOException {
    if (!Files.isDirectory(dir) && Files.exists(dir, LinkOption.NOFOLLOW_LINKS)) {
      SetAside.move(dir, "it is not a folder");
    }
    Files.createDirectories(dir);
  }
}
