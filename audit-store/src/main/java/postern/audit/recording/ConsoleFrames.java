package postern.audit.recording;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.Frame;
import postern.audit.RecordedConsole;
import postern.audit.disk.DataDir;

/**
 * Iterates over the frames of one console through all its files. Output comes once and in order:
 * duplicates are dropped, and missing output is a gap.
 */
public final class ConsoleFrames implements Iterator<Frame>, Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleFrames.class);

  private final RecordedConsole console;
  private final FrameRange range;
  private final GapFinder gaps;
  private final Deque<FrameSource> sources;
  private final Deque<Frame> ready = new ArrayDeque<>();
  private @Nullable FrameSource source;
  private @Nullable FrameInput input;
  private int number = -1;
  private boolean started;
  private boolean ended;

  private ConsoleFrames(
      RecordedConsole console, FrameRange range, Deque<FrameSource> sources, GapFinder gaps) {
    this.console = console;
    this.range = range;
    this.sources = sources;
    this.gaps = gaps;
    this.started = range.fromOffset() == 0;
  }

  /**
   * Opens a stream of the frames. The caller closes it.
   *
   * @param knownEnd offset up to which output is known to have been recorded; 0 if unknown
   */
  public static Stream<Frame> open(
      DataDir dir, RecordedConsole console, FrameRange range, long knownEnd) throws IOException {
    Deque<FrameSource> sources = new ArrayDeque<>(FrameSource.of(dir, console, range));
    GapFinder gaps = new GapFinder(dir, range, knownEnd);
    ConsoleFrames frames = new ConsoleFrames(console, range, sources, gaps);
    int traits = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(frames, traits), false)
        .onClose(frames::closeQuietly);
  }

  @Override
  public boolean hasNext() {
    try {
      while (ready.isEmpty()) {
        if (input == null && !nextSource()) {
          return false;
        }
        readOne();
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Frame next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private boolean nextSource() throws IOException {
    FrameSource next = sources.poll();
    if (next == null) {
      if (!ended) {
        ended = true;
        gaps.allEnded(ready);
      }
      return !ready.isEmpty();
    }
    if (next instanceof FrameSource.SegmentSource segment && !segment.wanted()) {
      gaps.skipped(segment, ready);
      return true;
    }
    source = next;
    number = -1;
    try {
      input = next.open();
    } catch (IOException e) {
      damaged(next, e);
    }
    return true;
  }

  private void readOne() throws IOException {
    FrameInput in = input;
    FrameSource from = source;
    if (in == null || from == null) {
      closeSource();
      return;
    }
    RawFrame frame;
    try {
      frame = in.next();
    } catch (IOException e) {
      damaged(from, e);
      return;
    }
    if (frame == null) {
      gaps.ended(from, in, sources.isEmpty(), ready);
      closeSource();
    } else if (frame.type() == RawFrame.DECLARE) {
      if (frame.declared().equals(Optional.of(console))) {
        number = frame.console();
      }
    } else if (frame.console() == number) {
      deliver(frame, from, in);
    }
  }

  /** Reports that the rest of a file cannot be read. */
  private void damaged(FrameSource from, IOException why) throws IOException {
    LOG.warn("recording damaged console={} reason={}", console, why.toString());
    gaps.unreadable(from, why, ready);
    closeSource();
  }

  private void deliver(RawFrame frame, FrameSource from, FrameInput in) throws IOException {
    boolean output = frame.type() == RawFrame.OUTPUT || frame.type() == RawFrame.GAP;
    long start = Math.max(frame.end() - frame.bytes(), range.span().isPresent() ? range.from() : 0);
    long reached = gaps.reached();
    gaps.frame(frame, from, in, ready);
    if (output && frame.end() <= reached) {
      return; // a duplicate
    }
    started = started || (output && frame.end() > range.fromOffset());
    if (started && range.contains(frame)) {
      RawFrame wanted =
          output ? frame.cut(Math.max(start, reached), Math.min(frame.end(), range.to())) : frame;
      wanted.decoded().ifPresent(ready::add);
    }
    if (frame.end() > range.to()) {
      ended = true;
      close();
    }
  }

  private void closeSource() throws IOException {
    FrameInput in = input;
    FrameSource from = source;
    input = null;
    source = null;
    if (in != null) {
      in.close();
    }
    if (from != null) {
      from.close();
    }
  }

  private void closeQuietly() {
    try {
      close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    closeSource();
    FrameSource.closeAll(sources);
    sources.clear();
  }
}
