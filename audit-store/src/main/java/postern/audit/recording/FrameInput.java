package postern.audit.recording;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames from a stream. Damaged bytes before the next complete frame are skipped and counted;
 * an unfinished tail is the end.
 */
final class FrameInput implements Closeable {
  private static final int FIRST_SIZE = 256 << 10;

  private final InputStream in;
  private byte[] bytes = new byte[FIRST_SIZE];
  private ByteBuffer view = ByteBuffer.wrap(bytes);
  private int from;
  private int to;

  /** Position in the stream of the first byte in the buffer. */
  private long base;

  private long wholeEnd;
  private long damaged;
  private long firstDamage = -1;

  /**
   * @param base position of the stream's next byte in its file
   */
  FrameInput(InputStream in, long base) {
    this.in = in;
    this.base = base;
    this.wholeEnd = base;
  }

  /** Returns the position after the last complete frame so far. */
  long wholeEnd() {
    return wholeEnd;
  }

  /** Returns the number of damaged bytes between frames. */
  long damaged() {
    return damaged;
  }

  /** Returns the position of the first damaged byte; -1 if there is none. */
  long firstDamage() {
    return firstDamage;
  }

  @Nullable RawFrame next() throws IOException {
    while (fill(RawFrame.HEADER)) {
      RawFrame frame = frameHere();
      if (frame != null) {
        noteDamageBefore(frame.at());
        from += frame.size();
        wholeEnd = base + from;
        return frame;
      }
      seekMagic();
    }
    return null;
  }

  private @Nullable RawFrame frameHere() throws IOException {
    int length = view.getInt(from + 8);
    if (view.getInt(from) != RawFrame.MAGIC
        || length < 0
        || length > RawFrame.LONGEST_PAYLOAD
        || !fill(RawFrame.HEADER + length)
        || RawFrame.crc(view, from, RawFrame.HEADER + length) != view.getInt(from + 4)) {
      return null;
    }
    int kind = view.getInt(from + 12);
    return new RawFrame(
        kind >>> 24,
        kind & 0xff_ffff,
        view.getLong(from + 16),
        view.getLong(from + 24),
        view.getLong(from + 32),
        view.slice(from + RawFrame.HEADER, length),
        base + from);
  }

  private void noteDamageBefore(long at) {
    if (at > wholeEnd) {
      damaged += at - wholeEnd;
      firstDamage = firstDamage < 0 ? wholeEnd : firstDamage;
    }
  }

  private void seekMagic() {
    from++;
    while (from < to && bytes[from] != (byte) (RawFrame.MAGIC >>> 24)) {
      from++;
    }
  }

  /** Fills the buffer with this many bytes. Returns false if the stream ends before. */
  private boolean fill(int wanted) throws IOException {
    if (to - from >= wanted) {
      return true;
    }
    if (from + wanted > bytes.length) {
      makeRoom(wanted);
    }
    while (to - from < wanted) {
      int n = in.read(bytes, to, bytes.length - to);
      if (n < 0) {
        return false;
      }
      to += n;
    }
    return true;
  }

  private void makeRoom(int wanted) {
    byte[] old = bytes;
    if (wanted > bytes.length) {
      bytes = Arrays.copyOfRange(old, from, from + Math.max(wanted, old.length * 2));
      Arrays.fill(bytes, to - from, bytes.length, (byte) 0);
    } else {
      System.arraycopy(old, from, bytes, 0, to - from);
    }
    view = ByteBuffer.wrap(bytes);
    base += from;
    to -= from;
    from = 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
