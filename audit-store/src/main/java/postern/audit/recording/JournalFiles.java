package postern.audit.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicLong;
import postern.audit.disk.AppendFile;
import postern.audit.disk.DataDir;
import postern.audit.disk.FileOpener;

/** Makes journal files, each with a number higher than all before, for any number of writers. */
final class JournalFiles {
  private final DataDir dir;
  private final FileOpener opener;
  private final AtomicLong next;

  JournalFiles(DataDir dir, FileOpener opener, long next) {
    this.dir = dir;
    this.opener = opener;
    this.next = new AtomicLong(next);
  }

  /** A journal that is being written. */
  record Open(JournalName name, AppendFile file) {}

  Open make() throws IOException {
    JournalName name = JournalName.of(dir, next.getAndIncrement());
    AppendFile file = AppendFile.open(opener, name.path());
    try {
      ByteBuffer header = name.header();
      file.append(header);
      return new Open(name, file);
    } catch (IOException e) {
      file.close();
      Files.deleteIfExists(name.path());
      throw e;
    }
  }
}
