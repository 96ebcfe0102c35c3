package postern.audit.disk;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;

/** Free space under the directory, with a low-water mark for bulk and a higher one to go on. */
public final class Space {
  private static final long LEAST = 64L << 10;
  private static final long MOST = 8L << 20;

  private final FileStore store;
  private final long low;

  public Space(DataDir dir, long reserve) throws IOException {
    this.store = Files.getFileStore(dir.root());
    this.low = Math.clamp(reserve / 8, LEAST, MOST);
  }

  public long usable() throws IOException {
    return store.getUsableSpace();
  }

  /** Whether so many bytes of bulk still leave what events may need. */
  public boolean roomFor(long bytes) throws IOException {
    return usable() - bytes >= low;
  }

  /** Free space at which bulk goes on after the disk was full. */
  public long high() {
    return 3 * low;
  }
}
