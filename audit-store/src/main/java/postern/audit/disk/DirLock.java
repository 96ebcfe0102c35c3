package postern.audit.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import postern.audit.StoreFault;

/** Locks a data directory for one process. The kernel releases the lock if the process dies. */
public final class DirLock implements AutoCloseable {
  /**
   * The directories that this process has locked. POSIX locks do not exclude their own process, and
   * closing any descriptor of the file would release them, so the file is never opened twice.
   */
  private static final ConcurrentMap<Path, String> LOCKED = new ConcurrentHashMap<>();

  private final Path root;
  private final FileChannel file;

  private DirLock(Path root, FileChannel file) {
    this.root = root;
    this.file = file;
  }

  /**
   * Locks the directory.
   *
   * @throws StoreFault IN_USE naming the process that has the lock
   */
  public static DirLock acquire(DataDir dir, Clock clock) throws IOException {
    Path root = dir.root().toRealPath();
    String me =
        "process "
            + ProcessHandle.current().pid()
            + " since "
            + clock.instant().truncatedTo(ChronoUnit.SECONDS);
    String other = LOCKED.putIfAbsent(root, me);
    if (other != null) {
      throw inUse(dir, other);
    }
    try {
      return new DirLock(root, lockFile(dir, me));
    } catch (IOException | RuntimeException e) {
      LOCKED.remove(root);
      throw e;
    }
  }

  private static FileChannel lockFile(DataDir dir, String me) throws IOException {
    FileChannel file =
        FileChannel.open(
            dir.lockFile(),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      FileLock lock = file.tryLock();
      if (lock == null) {
        throw inUse(dir, Files.readString(dir.lockFile(), UTF_8).strip());
      }
      write(file, me);
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Writes who has the lock, if that is possible; on a full disk the file stays empty. */
  private static void write(FileChannel file, String me) {
    try {
      file.truncate(0);
      file.write(ByteBuffer.wrap((me + "\n").getBytes(UTF_8)), 0);
    } catch (IOException e) {
      org.slf4j.LoggerFactory.getLogger(DirLock.class)
          .debug("lock file not written reason={}", e.getMessage());
    }
  }

  private static StoreFault inUse(DataDir dir, String who) {
    String by = who.matches("process \\d{1,10} since [0-9TZ:.-]{10,40}") ? who : "another process";
    return new StoreFault(StoreFault.Kind.IN_USE, dir.root() + " is in use by " + by);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      LOCKED.remove(root);
    }
  }
}
