package postern.audit.recording;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postern.audit.RecordedConsole;
import postern.audit.disk.DataDir;

/** A file that holds frames of a console. */
sealed interface FrameSource extends Closeable {
  long journal();

  FrameInput open() throws IOException;

  /** A journal, opened when it was found, so that its removal does not matter. */
  record OfJournal(long journal, FileChannel file) implements FrameSource {
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

  record OfSegment(Path path, SegmentName name) implements FrameSource {
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
      // opened only while it is read
    }
  }

  /**
   * In order, each frame in one source only. Journals are opened before segments are listed: what a
   * journal becomes in between is found, and then the journal is left out.
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
        FrameSource doubled = sources.remove(name.journal());
        if (doubled != null) {
          doubled.close();
        }
        if (range.mayTouch(name)) {
          sources.put(name.journal(), new OfSegment(folder.resolve(name.toString()), name));
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

  /** Nothing when it has become segments since it was listed. */
  private static Optional<FrameSource> journal(JournalName journal) throws IOException {
    try {
      return Optional.of(
          new OfJournal(
              journal.number(), FileChannel.open(journal.path(), StandardOpenOption.READ)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  static void closeAll(Iterable<FrameSource> sources) throws IOException {
    for (FrameSource source : sources) {
      source.close();
    }
  }
}
