package postern.audit.disk;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;

/** Free space of the data directory. Recordings stop at a low mark and continue at a higher one. */
public final class Space {
  private static final long MIN_LOW = 64L << 10;
  private static final long MAX_LOW = 8L << 20;

  private final FileStore store;
  private final long low;

  public Space(DataDir dir, long reserve) throws IOException {
    this.store = Files.getFileStore(dir.root());
    this.low = Math.clamp(reserve / 8, MIN_LOW, MAX_LOW);
  }

  public long usable() throws IOException {
    return store.getUsableSpace();
  }

  /** Returns whether events still have enough space after a write of this many bytes. */
  public boolean roomFor(long bytes) throws IOException {
    return usable() - bytes >= low;
  }

  /** Returns the free space at which recordings continue after the disk was full. */
  public long high() {
    return 3 * low;
  }
}
