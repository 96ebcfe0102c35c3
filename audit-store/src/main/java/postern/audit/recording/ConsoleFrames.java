package postern.audit.recording;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
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
 * The frames of one console through all its files. Output comes once and in order: what is there
 * twice is dropped, what is missing between two pieces is a gap.
 */
public final class ConsoleFrames implements Iterator<Frame>, Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleFrames.class);

  private final RecordedConsole console;
  private final FrameRange range;
  private final Deque<FrameSource> sources;
  private final Deque<Frame> ready = new ArrayDeque<>();
  private @Nullable FrameSource source;
  private @Nullable FrameInput input;
  private int number = -1;

  /** Behind the last output seen; -1 before the first. */
  private long reached = -1;

  private long lastWall;
  private boolean begun;

  private ConsoleFrames(RecordedConsole console, FrameRange range, Deque<FrameSource> sources) {
    this.console = console;
    this.range = range;
    this.sources = sources;
    this.begun = range.fromOffset() == 0;
  }

  /** Close the stream. */
  public static Stream<Frame> open(DataDir dir, RecordedConsole console, FrameRange range)
      throws IOException {
    ConsoleFrames frames =
        new ConsoleFrames(console, range, new ArrayDeque<>(FrameSource.of(dir, console, range)));
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
    FrameSource following = sources.poll();
    if (following == null) {
      return false;
    }
    source = following;
    number = -1;
    try {
      input = following.open();
    } catch (IOException e) {
      damaged(e);
    }
    return true;
  }

  private void readOne() throws IOException {
    FrameInput in = input;
    if (in == null) {
      return;
    }
    try {
      RawFrame frame = in.next();
      if (frame == null) {
        closeSource();
      } else if (frame.type() == RawFrame.DECLARE) {
        if (frame.declared().equals(Optional.of(console))) {
          number = frame.console();
        }
      } else if (frame.console() == number) {
        take(frame);
      }
    } catch (IOException e) {
      damaged(e);
    }
  }

  /** The rest of a segment that cannot be read is a gap up to the offset in its name. */
  private void damaged(IOException why) throws IOException {
    LOG.warn("recording damaged console={} reason={}", console, why.getMessage());
    if (source instanceof FrameSource.OfSegment(var path, SegmentName name)) {
      long from = Math.max(reached, name.start());
      if (name.end() > from && begun) {
        long wall = Math.max(lastWall, name.first() * 1_000_000);
        ByteBuffer gap = RawFrame.gap(name.end() - from);
        take(new RawFrame(RawFrame.GAP, 0, wall, 0, name.end(), gap, 0));
      }
    }
    closeSource();
  }

  private void take(RawFrame frame) {
    lastWall = frame.wall();
    if (frame.type() != RawFrame.OUTPUT && frame.type() != RawFrame.GAP) {
      if (begun && range.holds(frame)) {
        frame.decoded().ifPresent(ready::add);
      }
      return;
    }
    if (frame.end() <= reached) {
      return;
    }
    long start = frame.end() - frame.bytes();
    RawFrame fresh = start < reached ? rest(frame) : frame;
    begun = begun || frame.end() > range.fromOffset();
    if (begun && range.holds(frame)) {
      if (reached >= 0 && start > reached) {
        ready.add(new Frame.Gap(frame.time(), frame.nanos(), start - reached, start));
      }
      fresh.decoded().ifPresent(ready::add);
    }
    reached = frame.end();
  }

  /** The part of a frame behind what was seen. */
  private RawFrame rest(RawFrame frame) {
    int left = (int) Math.min(Integer.MAX_VALUE, frame.end() - reached);
    ByteBuffer payload =
        frame.type() == RawFrame.GAP
            ? RawFrame.gap(frame.end() - reached)
            : frame.payload().slice(frame.payload().limit() - left, left);
    return new RawFrame(
        frame.type(),
        frame.console(),
        frame.wall(),
        frame.nanos(),
        frame.end(),
        payload,
        frame.at());
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
