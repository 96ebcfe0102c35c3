package postern.gateway.view;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Bytes of our own that go to a terminal before any output of the machine, a block at a time. */
public final class OutputQueue {
  /** What keys show, line editors and pages, waits as a block each until the client reads. */
  private static final int MANY = 64;

  /**
   * One of them.
   *
   * @param screen a new screen takes its place while none of it is shown yet
   */
  private record Block(ByteBuffer bytes, boolean screen) {}

  private final ArrayDeque<Block> waiting = new ArrayDeque<>();

  void add(ByteBuffer bytes, boolean screen) {
    waiting.add(new Block(bytes, screen));
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** So many wait that no more keys should be taken that show something. */
  boolean many() {
    return waiting.size() >= MANY;
  }

  /** Puts what fits into {@code out}; true when no block is left. */
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

  /** Drops what was to be shown and has not begun to be: a new screen follows. */
  void dropScreens() {
    waiting.removeIf(block -> block.screen() && block.bytes().position() == 0);
  }
}
