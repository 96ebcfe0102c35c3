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
import postern.audit.disk.DiskWords;
import postern.audit.disk.NoSpaceException;

/**
 * The file side of a journal: puts CRCs and declarations, writes, forces, keeps at it on a bad
 * disk, and hands closed journals on. Used by the journal's thread alone.
 */
final class JournalWriter {
  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final long OLDEST_NANOS = TimeUnit.HOURS.toNanos(1);

  /** What a writer works with. */
  record Tools(
      String name, Surroundings around, JournalFiles files, Consoles consoles, long limit) {}

  private final Tools tools;
  private final Consumer<JournalName> closed;
  private final BitSet declared = new BitSet();
  private JournalFiles.@Nullable Open open;
  private long openedNanos;

  JournalWriter(Tools tools, Consumer<JournalName> closed) {
    this.tools = tools;
    this.closed = closed;
  }

  /** Writes and forces; comes back only when it is on disk, or closing and it cannot be. */
  boolean write(ByteBuffer frames, Journal journal) throws InterruptedException {
    sealAll(frames);
    boolean failedBefore = false;
    while (true) {
      try {
        if (failedBefore && !tools.around().roomAgain()) {
          throw new NoSpaceException();
        }
        writeOnce(frames.duplicate());
        tools.around().board().well(tools.name());
        return true;
      } catch (IOException e) {
        failedBefore = DiskWords.noSpace(e);
        undo();
        String why = DiskWords.of(e, tools.around().dir().root());
        tools.around().board().trouble(tools.name(), why);
        if (!journal.pause(RETRY)) {
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

  private static void sealAll(ByteBuffer frames) {
    int at = frames.position();
    while (at < frames.limit()) {
      at = RawFrame.seal(frames, at);
    }
  }

  private void writeOnce(ByteBuffer frames) throws IOException {
    if (!tools.around().space().roomFor(frames.remaining())) {
      throw new NoSpaceException();
    }
    JournalFiles.Open journal = open;
    if (journal == null) {
      journal = tools.files().make();
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
        // twice: one flipped bit must not leave all of a console's frames without a name
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
    return declaration(tools.consoles().at(console), console);
  }

  static ByteBuffer declaration(RecordedConsole console, int number) {
    ByteBuffer words = RawFrame.declaration(console);
    ByteBuffer frame = ByteBuffer.allocate(RawFrame.HEADER + words.remaining());
    RawFrame.put(frame, new RawFrame.Head(RawFrame.DECLARE, number, 0, 0, 0), words);
    RawFrame.seal(frame, 0);
    return frame.flip();
  }

  /** Takes back what may be half written; leaves a file that can no longer be trusted. */
  private void undo() {
    JournalFiles.Open journal = open;
    if (journal == null) {
      return;
    }
    journal.file().cutBack();
    if (journal.file().abandoned() || journal.file().safe() == 0) {
      hand(journal);
    }
  }

  /** Closes the journal when it is big or old enough, or for good. */
  void rollWhenDue(boolean last) {
    JournalFiles.Open journal = open;
    if (journal == null || last) {
      return;
    }
    boolean old = System.nanoTime() - openedNanos > OLDEST_NANOS;
    if (journal.file().safe() >= tools.limit() || old) {
      hand(journal);
    }
  }

  private void hand(JournalFiles.Open journal) {
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
    JournalFiles.Open journal = open;
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
