package postern.mux.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that all rings share. A console with participants always gets its full ring. The other
 * rings grow while the pool has blocks left, and after that keep only {@link Ring#SCARCE_BLOCKS}
 * blocks. Thread-safe; its lock is the innermost of all.
 */
final class RingPool {
  static final int BLOCK = 4096;
  private static final int SPARE_BLOCKS = 1024;

  private final int limit;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock, like the count. */
  private final Deque<byte[]> spare = new ArrayDeque<>();

  private int lent;

  /**
   * @param plentyBytes up to how many bytes all rings together grow freely
   */
  RingPool(long plentyBytes) {
    limit = (int) Math.min(Integer.MAX_VALUE, plentyBytes / BLOCK);
  }

  /** Returns a pool of an eighth of the heap, between 8 and 256 MiB. */
  static RingPool usual() {
    long eighth = Runtime.getRuntime().maxMemory() / 8;
    return new RingPool(Math.clamp(eighth, 8L << 20, 256L << 20));
  }

  byte[] lend() {
    lock.lock();
    try {
      lent++;
      byte @Nullable [] block = spare.poll();
      return block == null ? new byte[BLOCK] : block;
    } finally {
      lock.unlock();
    }
  }

  void giveBack(byte[] block) {
    lock.lock();
    try {
      lent--;
      if (spare.size() < SPARE_BLOCKS) {
        spare.push(block);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many blocks may still be lent freely; 0 or less if the pool is scarce. */
  int available() {
    lock.lock();
    try {
      return limit - lent;
    } finally {
      lock.unlock();
    }
  }
}
