package postern.audit.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that takes up space in normal operation and releases it, a piece at a time, to the event
 * log when the disk is full. Its lock is held during I/O: only the event writer, the journal and
 * the disk watch use it.
 */
public final class Reserve implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);
  private static final int CHUNK = 64 << 10;

  private final FileChannel file;
  private final long target;
  private final long piece;
  private long size;

  private Reserve(FileChannel file, long target, long size) {
    this.file = file;
    this.target = target;
    this.size = size;
    this.piece = Math.max(CHUNK, target / 16 / CHUNK * CHUNK);
  }

  /** Opens the file and lets it grow to the wanted size, at most a tenth of the free space. */
  public static Reserve open(DataDir dir, long wanted) throws IOException {
    FileChannel file;
    try {
      file = FileOpener.REAL.open(dir.reserve());
    } catch (AccessDeniedException e) {
      SetAside.move(dir.reserve(), "no permission to write it");
      file = FileOpener.REAL.open(dir.reserve());
    }
    long size = file.size();
    long free = Files.getFileStore(dir.root()).getUsableSpace() + size;
    Reserve reserve = new Reserve(file, Math.min(wanted, free / 10) / CHUNK * CHUNK, size);
    reserve.grow(reserve.target);
    return reserve;
  }

  public long target() {
    return target;
  }

  /** Returns whether it is large enough for recordings to continue. */
  public synchronized boolean mostlyFull() {
    return size >= target / 2;
  }

  public synchronized boolean full() {
    return size >= target;
  }

  /** Releases a piece. Returns false if there is none left. */
  public synchronized boolean release() {
    if (size == 0) {
      return false;
    }
    try {
      long left = Math.max(0, size - piece);
      file.truncate(left);
      size = left;
      LOG.debug("reserve released left={}", left);
      return true;
    } catch (IOException e) {
      LOG.warn("reserve not released reason={}", e.getMessage());
      return false;
    }
  }

  /** Grows again while free space stays above {@code keep}. */
  public synchronized void refill(Space space, long keep) throws IOException {
    long spare = space.usable() - keep;
    if (size < target && spare >= CHUNK) {
      grow(Math.min(target, size + spare));
    }
  }

  /** Grows with random bytes, which no file system can compress. */
  private synchronized void grow(long wanted) {
    SplittableRandom random = new SplittableRandom();
    byte[] filling = new byte[CHUNK];
    try {
      while (size + CHUNK <= wanted) {
        random.nextBytes(filling);
        ByteBuffer bytes = ByteBuffer.wrap(filling);
        while (bytes.hasRemaining()) {
          size += file.write(bytes, size);
        }
      }
    } catch (IOException e) {
      LOG.warn("reserve smaller than wanted bytes={} reason={}", size, e.getMessage());
    }
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
