package postern.mux;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import postern.mux.screen.Screen;
import postern.mux.screen.ScreenView;

/**
 * A console's screen, made when the machine first says something. Fed on the console's loop, looked
 * at from any thread; its lock is held for one chunk or one copy, and nothing is locked within.
 */
final class Picture {
  private final int rows;
  private final int cols;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock, as the offset behind the last byte it was fed. */
  private @Nullable Screen screen;

  private long shown;

  Picture(int rows, int cols, long firstOffset) {
    this.rows = rows;
    this.cols = cols;
    this.shown = firstOffset;
  }

  void feed(ByteBuffer bytes, long endOffset) {
    lock.lock();
    try {
      if (screen == null) {
        screen = new Screen(rows, cols);
      }
      screen.feed(bytes);
      shown = endOffset;
    } finally {
      lock.unlock();
    }
  }

  /** Makes the screen anew out of what was said before and since; called where {@link #feed} is. */
  void rebuild(ByteBuffer before, ByteBuffer since) {
    Screen whole = new Screen(rows, cols);
    whole.feed(before);
    whole.feed(since);
    lock.lock();
    try {
      screen = whole;
    } finally {
      lock.unlock();
    }
  }

  ScreenView view() {
    lock.lock();
    try {
      return (screen == null ? new Screen(rows, cols) : screen).view(shown);
    } finally {
      lock.unlock();
    }
  }

  void clear() {
    lock.lock();
    try {
      screen = null;
    } finally {
      lock.unlock();
    }
  }
}
