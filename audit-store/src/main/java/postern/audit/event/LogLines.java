package postern.audit.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The whole lines of one file of the log; a tail without line end is not one. */
final class LogLines implements Closeable {
  /** Longer than any event can be. */
  private static final int LONGEST = 4 << 20;

  private final FileChannel file;
  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
  private long at;

  private LogLines(FileChannel file, long at) {
    this.file = file;
    this.at = at;
    this.in = new BufferedInputStream(Channels.newInputStream(file), 128 << 10);
  }

  static LogLines open(LogFile log, long at) throws IOException {
    FileChannel file = FileChannel.open(log.path(), StandardOpenOption.READ);
    file.position(at);
    return new LogLines(file, at);
  }

  /** A line without its end, and where it begins. */
  record Line(String text, long at) {
    /** Bytes with the line end. */
    int size() {
      return text.length() + 1;
    }
  }

  /** Behind the last whole line. */
  long at() {
    return at;
  }

  @Nullable Line next() throws IOException {
    line.reset();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        Line found = new Line(line.toString(ISO_8859_1), at);
        at += found.size();
        return found;
      }
      line.write(b);
      if (line.size() > LONGEST) {
        throw new IOException("a line of the event log is longer than events are, at byte " + at);
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
