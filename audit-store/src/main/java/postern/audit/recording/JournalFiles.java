package postern.audit.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import postern.audit.disk.AppendFile;
import postern.audit.disk.DataDir;
import postern.audit.disk.FileOpener;

/** Creates journal files. Each has a higher number than all files before. */
final class JournalFiles {
  private final DataDir dir;
  private final FileOpener opener;
  private long next;

  JournalFiles(DataDir dir, FileOpener opener, long next) {
    this.dir = dir;
    this.opener = opener;
    this.next = next;
  }

  /** A journal that is being written. */
  record OpenJournal(JournalName name, AppendFile file) {}

  OpenJournal create() throws IOException {
    JournalName name = JournalName.of(dir, next++);
    AppendFile file = AppendFile.open(opener, name.path());
    try {
      ByteBuffer header = name.header();
      file.append(header);
      return new OpenJournal(name, file);
    } catch (IOException e) {
      file.close();
      Files.deleteIfExists(name.path());
      throw e;
    }
  }
}
