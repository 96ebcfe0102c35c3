package postern.audit.event;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import postern.audit.Event;
import postern.audit.disk.DataDir;
import postern.audit.disk.RegularFile;

/** Reads events whose positions are known. Keeps the last file open. Used by one thread. */
public final class EventLookup implements Closeable {
  private final DataDir dir;
  private @Nullable FileChannel open;
  private long number;

  public EventLookup(DataDir dir) {
    this.dir = dir;
  }

  /**
   * Reads an event.
   *
   * @param file first id of the file
   * @param size bytes of the line, with its end
   */
  public Event read(long file, long at, int size) throws IOException {
    FileChannel in = file(file);
    ByteBuffer line = ByteBuffer.allocate(size - 1);
    while (line.hasRemaining()) {
      if (in.read(line, at + line.position()) < 0) {
        throw new IOException("the event log is shorter than it was");
      }
    }
    return EventText.parse(StandardCharsets.ISO_8859_1.decode(line.flip()).toString());
  }

  private FileChannel file(long wanted) throws IOException {
    FileChannel in = open;
    if (in != null && number == wanted) {
      return in;
    }
    close();
    FileChannel opened = RegularFile.open(LogFile.of(dir, wanted).path());
    open = opened;
    number = wanted;
    return opened;
  }

  @Override
  public void close() throws IOException {
    FileChannel in = open;
    open = null;
    if (in != null) {
      in.close();
    }
  }
}
