package postern.mux.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that all rings share. A console that somebody watches always gets its full ring; the
 * others grow as long as there is plenty, and after that keep only what fits into {@link
 * Ring#SCARCE_BLOCKS} blocks. Thread-safe; its lock is the innermost of all.
 */
final class RingPool {
  static final int BLOCK = 4096;
  private static final int SPARE_BLOCKS = 1024;

  private final int plenty;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock, as the count. */
  private final Deque<byte[]> spare = new ArrayDeque<>();

  private int lent;

  /**
   * @param plentyBytes up to how much all rings together grow freely
   */
  RingPool(long plentyBytes) {
    plenty = (int) Math.min(Integer.MAX_VALUE, plentyBytes / BLOCK);
  }

  /** An eighth of the heap, between 8 and 256 MiB. */
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

  /** How many blocks may still be lent freely; 0 or less where the pool is scarce. */
  int left() {
    lock.lock();
    try {
      return plenty - lent;
    } finally {
      lock.unlock();
    }
  }
}
