package postern.audit.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import postern.audit.disk.RegularFile;

/** Reads the complete lines of one file of the log. A tail without a line end is not a line. */
final class LogLines implements Closeable {
  /** The maximum size of a line; no event is as long. */
  static final int MAX_LINE = 4 << 20;

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
   * A line and its position.
   *
   * @param text without the line end; cut to {@link #MAX_LINE}
   * @param size in bytes, with the line end
   * @param bad index of the first byte that no event has; -1 if there is none
   */
  record Line(String text, long at, long size, long bad) {
    boolean tooLong() {
      return size > MAX_LINE;
    }
  }

  long fileSize() throws IOException {
    return file.size();
  }

  /** Returns the position after the last complete line. */
  long at() {
    return at;
  }

  /** Returns the bytes of the unfinished line, once all complete lines are read. */
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
      if (size++ < MAX_LINE) {
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
