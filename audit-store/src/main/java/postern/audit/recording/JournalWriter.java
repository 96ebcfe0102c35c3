package postern.audit.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.RecordedConsole;
import postern.audit.disk.Disk;
import postern.audit.disk.DiskErrors;
import postern.audit.disk.NoSpaceException;
import postern.audit.disk.WorkerThread;

/**
 * Writes journal files: adds CRCs and declarations, forces, retries on a failing disk, and hands
 * over closed journals. Used by the journal's thread only.
 */
final class JournalWriter {
  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final long MAX_AGE_NANOS = TimeUnit.HOURS.toNanos(1);

  private final Disk disk;
  private final JournalFiles files;
  private final ConsoleNumbers consoles;
  private final long maxBytes;
  private final Consumer<JournalName> closed;
  private final BitSet declared = new BitSet();
  private JournalFiles.@Nullable OpenJournal open;
  private long openedNanos;

  /**
   * @param maxBytes size at which a journal is closed
   * @param closed receives each closed journal
   */
  JournalWriter(
      Disk disk,
      JournalFiles files,
      ConsoleNumbers consoles,
      long maxBytes,
      Consumer<JournalName> closed) {
    this.disk = disk;
    this.files = files;
    this.consoles = consoles;
    this.maxBytes = maxBytes;
    this.closed = closed;
  }

  /**
   * Writes and forces the frames, and retries until that succeeds.
   *
   * @return false if the journal was closed and the last try failed
   */
  boolean write(ByteBuffer frames, WorkerThread worker) throws InterruptedException {
    addChecksums(frames);
    boolean diskFull = false;
    while (true) {
      try {
        if (diskFull && !disk.roomForRecordings()) {
          throw new NoSpaceException();
        }
        writeOnce(frames.duplicate());
        disk.board().clear(worker.name());
        return true;
      } catch (IOException e) {
        diskFull = DiskErrors.isNoSpace(e);
        undo();
        disk.board().report(worker.name(), DiskErrors.writing(e, disk.dir().root()));
        if (!worker.pause(RETRY)) {
          return lastTry(frames);
        }
      }
    }
  }

  private boolean lastTry(ByteBuffer frames) {
    try {
      writeOnce(frames.duplicate());
      return true;
    } catch (IOException e) {
      undo();
      LOG.error("recording lost at close bytes={} reason={}", frames.remaining(), e.getMessage());
      return false;
    }
  }

  private static void addChecksums(ByteBuffer frames) {
    int at = frames.position();
    while (at < frames.limit()) {
      at = RawFrame.addChecksum(frames, at);
    }
  }

  private void writeOnce(ByteBuffer frames) throws IOException {
    if (!disk.space().roomFor(frames.remaining())) {
      throw new NoSpaceException();
    }
    JournalFiles.OpenJournal journal = open;
    if (journal == null) {
      journal = files.create();
      open = journal;
      openedNanos = System.nanoTime();
      declared.clear();
    }
    BitSet fresh = new BitSet();
    for (int at = frames.position();
        at < frames.limit();
        at += RawFrame.HEADER + frames.getInt(at + 8)) {
      int console = frames.getInt(at + 12) & 0xff_ffff;
      if (!declared.get(console) && !fresh.get(console)) {
        // twice, so that one flipped bit does not leave all frames of a console without a name
        journal.file().append(declaration(console));
        journal.file().append(declaration(console));
        fresh.set(console);
      }
    }
    journal.file().append(frames);
    journal.file().force();
    declared.or(fresh);
  }

  private ByteBuffer declaration(int console) {
    return declaration(consoles.console(console), console);
  }

  static ByteBuffer declaration(RecordedConsole console, int number) {
    ByteBuffer words = RawFrame.declaration(console);
    ByteBuffer frame = ByteBuffer.allocate(RawFrame.HEADER + words.remaining());
    RawFrame.put(frame, new RawFrame.Head(RawFrame.DECLARE, number, 0, 0, 0), words);
    RawFrame.addChecksum(frame, 0);
    return frame.flip();
  }

  /** Removes what may be half written. Closes a file that was abandoned or is empty. */
  private void undo() {
    JournalFiles.OpenJournal journal = open;
    if (journal == null) {
      return;
    }
    journal.file().truncateToSafe();
    if (journal.file().abandoned() || journal.file().safe() == 0) {
      handOver(journal);
    }
  }

  /** Closes the journal if it is large or old enough. */
  void rollWhenDue() {
    JournalFiles.OpenJournal journal = open;
    if (journal == null) {
      return;
    }
    boolean old = System.nanoTime() - openedNanos > MAX_AGE_NANOS;
    if (journal.file().safe() >= maxBytes || old) {
      handOver(journal);
    }
  }

  private void handOver(JournalFiles.OpenJournal journal) {
    open = null;
    try {
      journal.file().close();
      if (journal.file().safe() <= JournalName.HEADER) {
        Files.deleteIfExists(journal.name().path());
        return;
      }
    } catch (IOException e) {
      LOG.warn("journal not closed file={} reason={}", journal.name(), e.getMessage());
    }
    closed.accept(journal.name());
  }

  void close() {
    JournalFiles.OpenJournal journal = open;
    open = null;
    if (journal != null) {
      try {
        journal.file().close();
      } catch (IOException e) {
        LOG.warn("journal not closed file={} reason={}", journal.name(), e.getMessage());
      }
    }
  }
}
