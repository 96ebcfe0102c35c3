package postern.mux;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The last that a machine said, addressed by offset since it was first seen: stored once, in blocks
 * of the pool, however many watch. Guarded by its console's state lock.
 */
final class Ring {
  private static final int BLOCK = RingPool.BLOCK;

  /** One more than 64 KiB need, so that 64 KiB are held while the newest block fills. */
  private static final int MOST_BLOCKS = 64 * 1024 / BLOCK + 1;

  static final int SCARCE_BLOCKS = 2;
  private static final byte[] NONE = {};

  private final RingPool pool;

  /** Slot of a block: its number since offset 0, modulo. Made at the first byte. */
  private byte @Nullable [][] blocks;

  /** When the first and the last byte of the block in each slot were said. */
  private long @Nullable [] saidFirst;

  private long @Nullable [] saidLast;

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

  /** When the last byte was said that is not held any more. */
  long droppedUntil() {
    return droppedUntil;
  }

  /** When the byte at this offset was said, or a little earlier. */
  long saidAt(long offset, long otherwise) {
    return saidFirst == null || offset < start || offset >= end
        ? otherwise
        : saidFirst[slot(offset)];
  }

  /**
   * Takes all of the bytes.
   *
   * @param watched somebody is attached: hold the full length whatever the pool says
   */
  void append(ByteBuffer bytes, long now, boolean watched) {
    if (blocks == null || saidFirst == null || saidLast == null) {
      blocks = new byte[MOST_BLOCKS][];
      Arrays.fill(blocks, NONE);
      saidFirst = new long[MOST_BLOCKS];
      saidLast = new long[MOST_BLOCKS];
    }
    int most = watched || !pool.scarce() ? MOST_BLOCKS : SCARCE_BLOCKS;
    while (bytes.hasRemaining()) {
      int slot = slot(end);
      int at = (int) (end % BLOCK);
      if (blocks[slot].length == 0 || at == 0) {
        makeRoom(most);
        blocks[slot] = pool.lend();
        saidFirst[slot] = now;
      }
      int count = Math.min(BLOCK - at, bytes.remaining());
      bytes.get(blocks[slot], at, count);
      saidLast[slot] = now;
      end += count;
    }
  }

  /** Lets the oldest blocks go until one more fits. */
  private void makeRoom(int most) {
    while (start < end && end / BLOCK - start / BLOCK + (end % BLOCK == 0 ? 0 : 1) >= most) {
      drop();
    }
  }

  private void drop() {
    int slot = slot(start);
    if (blocks == null || saidLast == null || blocks[slot].length == 0) {
      return;
    }
    pool.giveBack(blocks[slot]);
    blocks[slot] = NONE;
    droppedUntil = saidLast[slot];
    start = Math.min(end, (start / BLOCK + 1) * BLOCK);
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
    while (done < wanted && blocks != null) {
      int at = (int) ((offset + done) % BLOCK);
      int count = Math.min(BLOCK - at, wanted - done);
      System.arraycopy(blocks[slot(offset + done)], at, into, done, count);
      done += count;
    }
    return done;
  }

  /** Forgets everything; offsets go on. */
  void clear() {
    while (start < end) {
      drop();
    }
    blocks = null;
    saidFirst = null;
    saidLast = null;
  }

  private static int slot(long offset) {
    return (int) (offset / BLOCK % MOST_BLOCKS);
  }
}
