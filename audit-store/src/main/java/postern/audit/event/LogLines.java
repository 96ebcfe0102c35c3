package postern.audit.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import postern.audit.disk.RegularFile;

/** The whole lines of one file of the log; a tail without line end is not one. */
final class LogLines implements Closeable {
  /** Longer than any event can be. */
  static final int LONGEST = 4 << 20;

  private final FileChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocate(128 << 10).limit(0);
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
  private long at;
  private long size;
  private long bad;

  private LogLines(FileChannel file, long at) {
    this.file = file;
    this.at = at;
  }

  static LogLines open(LogFile log, long at) throws IOException {
    FileChannel file = RegularFile.open(log.path());
    try {
      file.position(at);
      return new LogLines(file, at);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /**
   * A line, and where it begins.
   *
   * @param text without the line end; cut where it is longer than events are
   * @param size in bytes, with the line end
   * @param bad first byte that no event has, counted from the line's first; -1 when there is none
   */
  record Line(String text, long at, long size, long bad) {
    boolean tooLong() {
      return size > LONGEST;
    }
  }

  long fileSize() throws IOException {
    return file.size();
  }

  /** Behind the last whole line. */
  long at() {
    return at;
  }

  /** Bytes of the unfinished line behind it, once all whole lines were read. */
  long tail() {
    return size;
  }

  @Nullable Line next() throws IOException {
    line.reset();
    size = 0;
    bad = -1;
    while (buffer.hasRemaining() || refill()) {
      byte b = buffer.get();
      if (b == '\n') {
        Line found = new Line(line.toString(ISO_8859_1), at, size + 1, bad);
        at += found.size();
        return found;
      }
      if (bad < 0 && (b < 0x20 || b == 0x7f)) {
        bad = size;
      }
      if (size++ < LONGEST) {
        line.write(b);
      }
    }
    return null;
  }

  private boolean refill() throws IOException {
    buffer.clear();
    int read = file.read(buffer);
    buffer.flip();
    return read > 0;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
