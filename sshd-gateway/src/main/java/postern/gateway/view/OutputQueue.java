package postern.gateway.view;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Blocks of the gateway's own bytes that a terminal gets before any further output of the machine.
 */
final class OutputQueue {
  /** From this number of blocks on, no more input is read that may add another. */
  private static final int MOST_BLOCKS = 64;

  /**
   * @param replaceable whether a new screen replaces it if none of it has been written
   */
  private record Block(ByteBuffer bytes, boolean replaceable) {}

  private final ArrayDeque<Block> waiting = new ArrayDeque<>();

  void add(ByteBuffer bytes, boolean replaceable) {
    waiting.add(new Block(bytes, replaceable));
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  boolean isFull() {
    return waiting.size() >= MOST_BLOCKS;
  }

  /** Puts what fits into {@code out}; returns true when no block is left. */
  boolean drainTo(ByteBuffer out) {
    for (Block next = waiting.peek(); next != null; next = waiting.peek()) {
      ByteBuffer block = next.bytes();
      int n = Math.min(block.remaining(), out.remaining());
      out.put(out.position(), block, block.position(), n).position(out.position() + n);
      block.position(block.position() + n);
      if (block.hasRemaining()) {
        return false;
      }
      waiting.remove();
    }
    return true;
  }

  /** Drops the replaceable blocks of which nothing has been written, because a screen follows. */
  void dropReplaceable() {
    waiting.removeIf(block -> block.replaceable() && block.bytes().position() == 0);
  }
}
