package postern.audit.query;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import postern.audit.Frame;

/** Iterates over frames and inserts marks between them by time. */
final class FramesWithMarks implements Iterator<Frame> {
  private final Iterator<Frame> frames;
  private final Deque<Frame.Mark> marks;
  private @Nullable Frame ahead;
  private long nanos;

  private FramesWithMarks(Iterator<Frame> frames, Deque<Frame.Mark> marks) {
    this.frames = frames;
    this.marks = marks;
  }

  /** Returns a stream that closes the frames when it is closed. */
  static Stream<Frame> of(Stream<Frame> frames, List<Frame.Mark> marks) {
    FramesWithMarks merged = new FramesWithMarks(frames.iterator(), new ArrayDeque<>(marks));
    int traits = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(merged, traits), false)
        .onClose(frames::close);
  }

  @Override
  public boolean hasNext() {
    return ahead != null || !marks.isEmpty() || frames.hasNext();
  }

  /** Compares by the monotonic clock if both have it: the wall clock may have been set. */
  private static boolean before(Frame frame, Frame.Mark mark) {
    return (mark.nanos() == 0 || frame.nanos() == 0)
        ? frame.time().isBefore(mark.time())
        : frame.nanos() - mark.nanos() < 0;
  }

  @Override
  public Frame next() {
    Frame frame = ahead;
    if (frame == null && frames.hasNext()) {
      frame = frames.next();
      nanos = nanos == 0 ? frame.nanos() : nanos;
    }
    Frame.Mark mark = marks.peek();
    if (mark != null && (frame == null || !before(frame, mark))) {
      ahead = frame;
      marks.remove();
      long when = mark.nanos() == 0 ? nanos : mark.nanos();
      return new Frame.Mark(mark.time(), when, mark.what(), mark.text());
    }
    if (frame == null) {
      throw new NoSuchElementException();
    }
    ahead = null;
    nanos = frame.nanos();
    return frame;
  }
}
