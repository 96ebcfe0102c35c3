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

/** Keeps a data directory for one process. Freed by the kernel when the process dies. */
public final class DirLock implements AutoCloseable {
  /**
   * Directories held by this process: POSIX locks do not exclude their own process, and closing any
   * descriptor of the file would drop them, so the file is not touched twice.
   */
  private static final ConcurrentMap<Path, String> HELD = new ConcurrentHashMap<>();

  private final Path held;
  private final FileChannel file;

  private DirLock(Path held, FileChannel file) {
    this.held = held;
    this.file = file;
  }

  /**
   * @throws StoreFault IN_USE naming the process that has it
   */
  public static DirLock take(DataDir dir, Clock clock) throws IOException {
    Path held = dir.root().toRealPath();
    String me =
        "process "
            + ProcessHandle.current().pid()
            + " since "
            + clock.instant().truncatedTo(ChronoUnit.SECONDS);
    String other = HELD.putIfAbsent(held, me);
    if (other != null) {
      throw inUse(dir, other);
    }
    try {
      return new DirLock(held, lockFile(dir, me));
    } catch (IOException | RuntimeException e) {
      HELD.remove(held);
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

  /** Who has it is a help, not a need: on a full disk the lock holds without its words. */
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
      HELD.remove(held);
    }
  }
}
