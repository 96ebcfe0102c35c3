package postern.audit.recording;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postern.audit.RecordedConsole;
import postern.audit.disk.DataDir;
import postern.audit.disk.RegularFile;

/** A file that holds frames of a console. */
sealed interface FrameSource extends Closeable {
  long journal();

  /** The file. */
  Path path();

  FrameInput open() throws IOException;

  /** A journal. It is opened when it is found, so that it may be removed afterwards. */
  record JournalSource(long journal, Path path, FileChannel file) implements FrameSource {
    @Override
    public FrameInput open() throws IOException {
      file.position(Math.min(JournalName.HEADER, file.size()));
      return new FrameInput(Channels.newInputStream(file), JournalName.HEADER);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /** A journal that cannot be read. */
  record UnreadableSource(long journal, Path path, IOException why) implements FrameSource {
    @Override
    public FrameInput open() throws IOException {
      throw why;
    }

    @Override
    public void close() {
      // never open
    }
  }

  /**
   * A segment.
   *
   * @param wanted false if none of its frames are wanted; only its name is used then
   */
  record SegmentSource(Path path, SegmentName name, boolean wanted) implements FrameSource {
    @Override
    public long journal() {
      return name.journal();
    }

    @Override
    public FrameInput open() throws IOException {
      return Segment.open(path);
    }

    @Override
    public void close() {
      // open only while it is read
    }
  }

  /**
   * Returns the sources in order, each frame in one source only. Journals are opened before
   * segments are listed, so a journal that becomes segments in between is found, and is left out.
   */
  static List<FrameSource> of(DataDir dir, RecordedConsole console, FrameRange range)
      throws IOException {
    Map<Long, FrameSource> sources = new HashMap<>();
    try {
      for (JournalName journal : JournalName.all(dir)) {
        journal(journal).ifPresent(source -> sources.put(journal.number(), source));
      }
      Path folder = dir.segmentsOf(console);
      for (SegmentName name : SegmentName.all(folder)) {
        FrameSource segment =
            new SegmentSource(folder.resolve(name.toString()), name, range.mayTouch(name));
        FrameSource duplicate = sources.put(name.journal(), segment);
        if (duplicate != null) {
          duplicate.close();
        }
      }
    } catch (IOException | RuntimeException e) {
      closeAll(sources.values());
      throw e;
    }
    List<FrameSource> ordered = new ArrayList<>(sources.values());
    ordered.sort(Comparator.comparingLong(FrameSource::journal));
    return ordered;
  }

  /** Returns empty if the journal has become segments since it was listed. */
  private static Optional<FrameSource> journal(JournalName journal) {
    try {
      FileChannel file = RegularFile.open(journal.path());
      return Optional.of(new JournalSource(journal.number(), journal.path(), file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(new UnreadableSource(journal.number(), journal.path(), e));
    }
  }

  static void closeAll(Iterable<FrameSource> sources) throws IOException {
    for (FrameSource source : sources) {
      source.close();
    }
  }
}
