package postern.mux;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import postern.mux.screen.Screen;
import postern.mux.screen.ScreenView;

/**
 * A console's screen, made when the machine first says something. Fed on the console's thread,
 * looked at from any thread; its lock is held for one chunk or one copy, and nothing is locked
 * within.
 */
final class Picture {
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock, as the sizes and the offset behind the last byte it was fed. */
  private @Nullable Screen screen;

  private int rows;
  private int cols;
  private boolean told;
  private Charset encoding = StandardCharsets.UTF_8;
  private long shown;

  Picture(int rows, int cols, long firstOffset) {
    this.rows = rows;
    this.cols = cols;
    this.shown = firstOffset;
  }

  private Screen blank() {
    Screen made = new Screen(rows, cols);
    made.encoding(encoding);
    return made;
  }

  void speaks(Charset charset) {
    lock.lock();
    try {
      new Screen(1, 1).encoding(charset); // refuses what it cannot show
      encoding = charset;
      if (screen != null) {
        screen.encoding(charset);
      }
    } finally {
      lock.unlock();
    }
  }

  Charset encoding() {
    lock.lock();
    try {
      return encoding;
    } finally {
      lock.unlock();
    }
  }

  void feed(ByteBuffer bytes, long endOffset) {
    lock.lock();
    try {
      if (screen == null) {
        screen = blank();
      }
      screen.feed(bytes);
      shown = endOffset;
    } finally {
      lock.unlock();
    }
  }

  /** Makes the screen anew out of what was said before and since; called where {@link #feed} is. */
  void rebuild(ByteBuffer before, ByteBuffer since) {
    lock.lock();
    try {
      Screen whole = blank();
      whole.feed(before);
      whole.feed(since);
      screen = whole;
    } finally {
      lock.unlock();
    }
  }

  ScreenView view() {
    lock.lock();
    try {
      return (screen == null ? blank() : screen).view(shown);
    } finally {
      lock.unlock();
    }
  }

  /** A size that the machine was told counts more than one that was not. */
  boolean size(int newRows, int newCols, boolean told) {
    lock.lock();
    try {
      if (this.told && !told) {
        return rows == newRows && cols == newCols;
      }
      this.told = told;
      rows = newRows;
      cols = newCols;
      if (screen != null) {
        screen.resize(rows, cols);
      }
      return true;
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
