package postern.mux.console;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import postern.mux.ScreenSnapshot;
import postern.mux.SizeSource;
import postern.mux.screen.Screen;

/**
 * The screen of a console, created at its first output. Fed on the console's event loop, read on
 * any thread. Its lock is held for one chunk or one copy, and no other lock is taken under it.
 */
final class ScreenModel {
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock, like the fields below. */
  private @Nullable Screen screen;

  private final EnumMap<SizeSource, Size> sizes = new EnumMap<>(SizeSource.class);
  private Size size;
  private Charset encoding = StandardCharsets.UTF_8;
  private long shown;

  ScreenModel(int rows, int cols, long firstOffset) {
    this.size = new Size(rows, cols);
    this.sizes.put(SizeSource.TYPIST, size);
    this.shown = firstOffset;
  }

  private record Size(int rows, int cols) {}

  private Screen blank() {
    Screen made = new Screen(size.rows(), size.cols());
    made.encoding(encoding);
    return made;
  }

  void encoding(Charset charset) {
    lock.lock();
    try {
      new Screen(1, 1).encoding(charset); // throws if the encoding cannot be shown
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

  /**
   * Builds the screen again from the earlier output and the output since. Called on the console's
   * event loop.
   */
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

  ScreenSnapshot view() {
    lock.lock();
    try {
      return (screen == null ? blank() : screen).view(shown);
    } finally {
      lock.unlock();
    }
  }

  /** Sets the size from this source. Returns whether the screen has that size now. */
  boolean size(int rows, int cols, SizeSource from) {
    lock.lock();
    try {
      Size said = new Size(rows, cols);
      sizes.put(from, said);
      if (from == SizeSource.OPERATOR) {
        sizes.remove(SizeSource.TOLD);
      }
      resize();
      return said.equals(size);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets the size from this source. Returns whether there was one. */
  boolean forgetSize(SizeSource from) {
    lock.lock();
    try {
      boolean any = sizes.remove(from) != null;
      resize();
      return any;
    } finally {
      lock.unlock();
    }
  }

  private void resize() {
    for (Size each : sizes.values()) {
      size = each; // the last one has precedence
    }
    if (screen != null) {
      screen.resize(size.rows(), size.cols());
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
