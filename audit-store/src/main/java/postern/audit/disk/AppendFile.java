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
 * A file that is only appended to, and that knows how much of it is safely on disk. After a failed
 * force it is abandoned: the kernel may have dropped the pages and report success at the next
 * force.
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

  /** Opens the file at its end. If it is missing, creates it and forces its folder entry. */
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

  /** Returns how many bytes are forced to disk. */
  public long safe() {
    return safe;
  }

  /** Returns whether nothing more may be written to this file. */
  public boolean abandoned() {
    return abandoned;
  }

  /** Appends bytes. After a failure {@link #truncateToSafe} must be called. */
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

  /** Removes what is not safe on disk. If that fails, the file is abandoned. */
  public void truncateToSafe() {
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
