package postern.mux.console;

import java.nio.ByteBuffer;
import java.util.Arrays;
import postern.mux.Console;

/**
 * The last part of a machine's output, addressed by byte offset. It is stored once, in blocks of
 * the pool, for all who watch.
 *
 * <p>The ring retains 64 KiB, or less if nobody watches and the pool is scarce. It retains up to 14
 * MiB that a participant has not read yet, but no more than an eighth of what the pool has left, so
 * that growing rings share it evenly. At 10 MB/s, 64 KiB last 6 ms and 14 MiB last 1.4 s, which is
 * longer than a busy host leaves a participant's thread without a processor. Guarded by its
 * console's state lock.
 */
final class Ring {
  private static final int BLOCK = RingPool.BLOCK;

  /** The bytes that are always retained. */
  static final int ALWAYS_RETAINED = 64 * 1024;

  /** One more than these bytes need, so that they are retained while the newest block fills. */
  private static final int USUAL_BLOCKS = ALWAYS_RETAINED / BLOCK + 1;

  private static final int MOST_BLOCKS = 14 * 1024 * 1024 / BLOCK + 1;

  /** The share of the pool's remaining blocks that a growing ring may take. */
  private static final int PART = 8;

  static final int SCARCE_BLOCKS = 2;

  /** The value for {@link #append} if nobody watches. */
  static final long NO_WATCHER = Long.MAX_VALUE;

  private static final byte[] NONE = {};
  private static final byte[][] NO_BLOCKS = {};
  private static final long[] NO_TIMES = {};

  private final RingPool pool;

  /**
   * The slot of a block is its number since offset 0, modulo the length. Allocated at the first
   * byte.
   */
  private byte[][] blocks = NO_BLOCKS;

  /** The times of the first and the last byte of the block in each slot. */
  private long[] firstByteTimes = NO_TIMES;

  private long[] lastByteTimes = NO_TIMES;

  /** The number of blocks that the ring may have at present. */
  private int most = USUAL_BLOCKS;

  private long start;
  private long end;
  private long droppedUntil;

  Ring(RingPool pool, long firstOffset) {
    this.pool = pool;
    this.start = firstOffset;
    this.end = firstOffset;
  }

  /** Returns the offset of the first byte retained. */
  long start() {
    return start;
  }

  /** Returns the offset behind the last byte. */
  long end() {
    return end;
  }

  /**
   * Returns which part of the ring's capacity is unread at this cursor; 0 for a cursor that fell
   * out of the ring.
   */
  double unread(long cursor) {
    return cursor < start ? 0 : (end - cursor) / (most * (double) BLOCK);
  }

  /** Returns the time of the last byte that is no longer retained. */
  long droppedUntil() {
    return droppedUntil;
  }

  /** Returns the time of the byte at this offset, or of an earlier one in its block. */
  long timeAt(long offset, long otherwise) {
    return offset < start || offset >= end ? otherwise : firstByteTimes[slot(offset)];
  }

  /**
   * Appends all of the bytes.
   *
   * @param neededFrom the lowest cursor of a participant, or {@link #NO_WATCHER}
   */
  void append(ByteBuffer bytes, long now, long neededFrom) {
    if (blocks.length == 0) {
      resize(USUAL_BLOCKS);
    }
    while (bytes.hasRemaining()) {
      int at = (int) (end % BLOCK);
      if (block(end).length == 0 || at == 0) {
        makeRoom(neededFrom);
        startBlock(now);
      }
      int count = Math.min(BLOCK - at, bytes.remaining());
      bytes.get(block(end), at, count);
      lastByteTimes[slot(end)] = now;
      end += count;
    }
  }

  private void startBlock(long now) {
    if (blocksInUse() == blocks.length) {
      resize(Math.min(MOST_BLOCKS, 2 * blocks.length));
    }
    blocks[slot(end)] = pool.lend();
    firstByteTimes[slot(end)] = now;
  }

  private void resize(int count) {
    byte[][] newBlocks = new byte[count][];
    long[] newFirst = new long[count];
    long[] newLast = new long[count];
    Arrays.fill(newBlocks, NONE);
    for (long number = start / BLOCK; start < end && number * BLOCK < end; number++) {
      int from = (int) (number % blocks.length);
      int to = (int) (number % count);
      newBlocks[to] = blocks[from];
      newFirst[to] = firstByteTimes[from];
      newLast[to] = lastByteTimes[from];
    }
    blocks = newBlocks;
    firstByteTimes = newFirst;
    lastByteTimes = newLast;
  }

  /** Returns the number of blocks in use. */
  private int blocksInUse() {
    return start == end ? 0 : (int) ((end - 1) / BLOCK - start / BLOCK + 1);
  }

  /** Drops the oldest blocks until one more block may be added. */
  private void makeRoom(long neededFrom) {
    int available = pool.available();
    boolean watched = neededFrom != NO_WATCHER;
    int usual = watched || available > 0 ? USUAL_BLOCKS : SCARCE_BLOCKS;
    most = watched ? Math.clamp(available / PART, USUAL_BLOCKS, MOST_BLOCKS) : usual;
    while (blocksInUse() >= usual && (blocksInUse() >= most || blockEnd(start) <= neededFrom)) {
      drop();
    }
  }

  /** Returns the offset behind the block that contains this offset. */
  private static long blockEnd(long offset) {
    return (offset / BLOCK + 1) * BLOCK;
  }

  private void drop() {
    int slot = slot(start);
    pool.giveBack(blocks[slot]);
    blocks[slot] = NONE;
    droppedUntil = lastByteTimes[slot];
    start = Math.min(end, blockEnd(start));
  }

  /**
   * Copies the bytes from this offset on.
   *
   * @param offset between start and end
   * @return the number of bytes copied
   */
  int copy(long offset, byte[] into, int most) {
    int wanted = (int) Math.min(Math.min(most, into.length), end - offset);
    int done = 0;
    while (done < wanted) {
      int at = (int) ((offset + done) % BLOCK);
      int count = Math.min(BLOCK - at, wanted - done);
      System.arraycopy(block(offset + done), at, into, done, count);
      done += count;
    }
    return done;
  }

  /** Returns a copy of at most {@code most} bytes from this offset on. */
  Console.Excerpt excerpt(long offset, int most) {
    long from = Math.clamp(offset, start, end);
    byte[] bytes = new byte[(int) Math.min(Math.max(0, most), end - from)];
    int count = copy(from, bytes, bytes.length);
    return new Console.Excerpt(from, ByteBuffer.wrap(bytes, 0, count).asReadOnlyBuffer());
  }

  /** Drops everything. Offsets continue. */
  void clear() {
    while (start < end) {
      drop();
    }
    blocks = NO_BLOCKS;
    firstByteTimes = NO_TIMES;
    lastByteTimes = NO_TIMES;
  }

  private byte[] block(long offset) {
    return blocks[slot(offset)];
  }

  private int slot(long offset) {
    return (int) (offset / BLOCK % blocks.length);
  }
}
