package postern.mux.console;

import java.nio.ByteBuffer;
import java.util.Arrays;
import postern.mux.Console;

/**
 * The last that a machine said, addressed by offset since it was first seen: stored once, in blocks
 * of the pool, however many watch. It holds 64 KiB, less where nobody watches and the pool is
 * scarce. While somebody who watches has not read it yet it holds up to 14 MiB, but no more than an
 * eighth of what the pool has left, so that rings that grow share it evenly: at 10 MB/s, 64 KiB are
 * gone in 6 ms and 14 MiB in 1.4 s, longer than a busy host leaves a viewer without a processor.
 * Guarded by its console's state lock.
 */
final class Ring {
  private static final int BLOCK = RingPool.BLOCK;

  /** What is always held. */
  static final int USUAL = 64 * 1024;

  /** One more than these need, so that they are held while the newest block fills. */
  private static final int USUAL_BLOCKS = USUAL / BLOCK + 1;

  private static final int MOST_BLOCKS = 14 * 1024 * 1024 / BLOCK + 1;

  /** A ring that grows takes at most this part of what the pool has left. */
  private static final int PART = 8;

  static final int SCARCE_BLOCKS = 2;

  /** For {@link #append}: nobody watches. */
  static final long NOBODY = Long.MAX_VALUE;

  private static final byte[] NONE = {};
  private static final byte[][] NO_BLOCKS = {};
  private static final long[] NO_TIMES = {};

  private final RingPool pool;

  /** Slot of a block: its number since offset 0, modulo. Made at the first byte. */
  private byte[][] blocks = NO_BLOCKS;

  /** When the first and the last byte of the block in each slot were said. */
  private long[] saidFirst = NO_TIMES;

  private long[] saidLast = NO_TIMES;

  /** Blocks that it may hold at present. */
  private int most = USUAL_BLOCKS;

  private long start;
  private long end;
  private long droppedUntil;

  Ring(RingPool pool, long firstOffset) {
    this.pool = pool;
    this.start = firstOffset;
    this.end = firstOffset;
  }

  /** Offset of the first byte held. */
  long start() {
    return start;
  }

  /** Offset behind the last byte. */
  long end() {
    return end;
  }

  /** How much of what the ring may hold is still to be read from here; 0 for who fell out of it. */
  double unread(long cursor) {
    return cursor < start ? 0 : (end - cursor) / (most * (double) BLOCK);
  }

  /** When the last byte was said that is not held any more. */
  long droppedUntil() {
    return droppedUntil;
  }

  /** When the byte at this offset was said, or a little earlier. */
  long saidAt(long offset, long otherwise) {
    return offset < start || offset >= end ? otherwise : saidFirst[slot(offset)];
  }

  /**
   * Takes all of the bytes.
   *
   * @param neededFrom where the hindmost watcher's cursor stands, or {@link #NOBODY}
   */
  void append(ByteBuffer bytes, long now, long neededFrom) {
    if (blocks.length == 0) {
      resize(USUAL_BLOCKS);
    }
    while (bytes.hasRemaining()) {
      int at = (int) (end % BLOCK);
      if (block(end).length == 0 || at == 0) {
        makeRoom(neededFrom);
        begin(now);
      }
      int count = Math.min(BLOCK - at, bytes.remaining());
      bytes.get(block(end), at, count);
      saidLast[slot(end)] = now;
      end += count;
    }
  }

  private void begin(long now) {
    if (held() == blocks.length) {
      resize(Math.min(MOST_BLOCKS, 2 * blocks.length));
    }
    blocks[slot(end)] = pool.lend();
    saidFirst[slot(end)] = now;
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
      newFirst[to] = saidFirst[from];
      newLast[to] = saidLast[from];
    }
    blocks = newBlocks;
    saidFirst = newFirst;
    saidLast = newLast;
  }

  /** Blocks in use. */
  private int held() {
    return start == end ? 0 : (int) ((end - 1) / BLOCK - start / BLOCK + 1);
  }

  /** Lets the oldest blocks go until one more may come. */
  private void makeRoom(long neededFrom) {
    int left = pool.left();
    boolean watched = neededFrom != NOBODY;
    int usual = watched || left > 0 ? USUAL_BLOCKS : SCARCE_BLOCKS;
    most = watched ? Math.clamp(left / PART, USUAL_BLOCKS, MOST_BLOCKS) : usual;
    while (held() >= usual && (held() >= most || behind(start) <= neededFrom)) {
      drop();
    }
  }

  /** Offset behind the block that this offset is in. */
  private static long behind(long offset) {
    return (offset / BLOCK + 1) * BLOCK;
  }

  private void drop() {
    int slot = slot(start);
    pool.giveBack(blocks[slot]);
    blocks[slot] = NONE;
    droppedUntil = saidLast[slot];
    start = Math.min(end, behind(start));
  }

  /**
   * Copies what is held from this offset on.
   *
   * @param offset within start and end
   * @return how many bytes
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

  /** A copy of what is held from this offset on, at most so many bytes. */
  Console.Excerpt since(long offset, int most) {
    long from = Math.clamp(offset, start, end);
    byte[] bytes = new byte[(int) Math.min(Math.max(0, most), end - from)];
    int count = copy(from, bytes, bytes.length);
    return new Console.Excerpt(from, ByteBuffer.wrap(bytes, 0, count).asReadOnlyBuffer());
  }

  /** Forgets everything; offsets go on. */
  void clear() {
    while (start < end) {
      drop();
    }
    blocks = NO_BLOCKS;
    saidFirst = NO_TIMES;
    saidLast = NO_TIMES;
  }

  private byte[] block(long offset) {
    return blocks[slot(offset)];
  }

  private int slot(long offset) {
    return (int) (offset / BLOCK % blocks.length);
  }
}
