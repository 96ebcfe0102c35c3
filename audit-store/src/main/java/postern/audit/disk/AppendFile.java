package postern.audit.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that only grows, and knows how far it is safely on disk. After a failed force it takes no
 * more: the kernel may have dropped the pages and would call the next force a success.
 */
public final class AppendFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AppendFile.class);

  private final Path path;
  private final FileChannel file;
  private long length;
  private long safe;
  private boolean abandoned;

  private AppendFile(Path path, FileChannel file, long length) {
    this.path = path;
    this.file = file;
    this.length = length;
    this.safe = length;
  }

  /** Makes the file if it is missing, its entry in the folder forced; goes on at its end else. */
  public static AppendFile open(FileOpener opener, Path path) throws IOException {
    boolean fresh = !Files.exists(path);
    FileChannel file = opener.open(path);
    try {
      if (fresh) {
        DataDir.force(Objects.requireNonNull(path.getParent()));
      }
      return new AppendFile(path, file, file.size());
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  public Path path() {
    return path;
  }

  /** Bytes that are forced to disk. */
  public long safe() {
    return safe;
  }

  /** No more may be written here. */
  public boolean abandoned() {
    return abandoned;
  }

  /** Writes behind what was written; on failure {@link #cutBack} must follow. */
  public void append(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      length += file.write(bytes, length);
    }
  }

  public void force() throws IOException {
    try {
      file.force(false);
    } catch (IOException e) {
      abandoned = true;
      throw e;
    }
    safe = length;
  }

  /** Takes back what is not safe; where that fails the file is abandoned too. */
  public void cutBack() {
    try {
      file.truncate(safe);
      length = safe;
    } catch (IOException e) {
      abandoned = true;
      LOG.warn("file abandoned file={} reason={}", path.getFileName(), e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
