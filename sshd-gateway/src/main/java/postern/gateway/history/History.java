package postern.gateway.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import postern.audit.Archive;
import postern.audit.Damage;
import postern.audit.Frame;
import postern.audit.MarkKind;
import postern.audit.RecordedConsole;
import postern.gateway.work.Work;
import postern.mux.Console;

/**
 * What a console's machine has said, by offset, from the recordings and, where those lag or fail,
 * from the ring; joined exactly. Streams, so that memory is bounded. Every method may take long:
 * what it does is done in steps of the work it was made with.
 */
public final class History {
  private static final int RING = 64 << 10;

  /** A boot's own banners lie closer together than this. */
  private static final long BOOT_SIZE = 64 << 10;

  /** How far back boots are looked for. */
  public static final long FAR = 256L << 20;

  private static final Duration RECORDER_LAG = Duration.ofMillis(400);
  private static final long[] WINDOWS = {64L << 10, 1L << 20, 16L << 20, FAR};

  private final Archive archive;
  private final RecordedConsole recorded;

  /** Nothing before this offset is read. */
  private final long first;

  private final Console console;
  private final Clock clock;
  private final Work work;
  private final Set<Damage> damage = new LinkedHashSet<>();

  /**
   * What is recorded of a console.
   *
   * @param from the offset from which on it may be read: what is before is a former owner's
   */
  public record Recorded(Archive archive, RecordedConsole console, long from) {}

  /**
   * @param work in whose steps it is read and rendered, and sinks are called
   */
  public History(Recorded recorded, Console console, Clock clock, Work work) {
    this.archive = recorded.archive();
    this.recorded = recorded.console();
    this.first = recorded.from();
    this.console = console;
    this.clock = clock;
    this.work = work;
  }

  /** Takes what is read, in order. */
  public interface Sink {
    void output(ByteBuffer bytes, long start, Instant time);

    /** So many bytes before {@code end} are in no record and no ring. */
    default void missing(long bytes, long end, Instant time) {}

    /** A power act began here. */
    default void powerAction(long offset) {}

    /** Nothing more is wanted. */
    default boolean done() {
      return false;
    }
  }

  /** What was met while reading that was recorded and cannot be read now. */
  public List<Damage> damage() {
    return List.copyOf(damage);
  }

  /** Whose steps reading is. */
  public Work work() {
    return work;
  }

  /** The offset from which on anything is read. */
  public long begin() {
    return first;
  }

  /** Offset behind the last byte said so far. */
  public long end() {
    return console.status().endOffset();
  }

  /** Makes lines of what this console says, in the charset it writes. */
  public LineRenderer text(Consumer<HistoryLine> lines) {
    return new LineRenderer(lines, console.encoding());
  }

  /** Gives out everything from one offset to another. */
  public void read(long from, long until, Sink sink) throws IOException {
    Reader reader = new Reader(Math.max(first, from), until, sink);
    long patience = System.nanoTime() + RECORDER_LAG.toNanos();
    reader.record();
    while (!reader.done() && System.nanoTime() < patience) {
      LockSupport.parkNanos(Duration.ofMillis(25).toNanos());
      reader.record();
    }
    work.run(() -> {
      if (!reader.done()) {
        reader.ring();
      }
      return !reader.done();
    });
  }

  /**
   * Gives out the lines that begin at an offset or behind it and before another, what stands
   * unfinished at the end included.
   *
   * @param whole the offset is the begin of a line; else the first whole line is looked for
   */
  public void lines(long from, long until, boolean whole, Consumer<HistoryLine> lines)
      throws IOException {
    LineRenderer text = text(lines);
    read(from, until, new WholeLines(whole || from <= first, text));
    end(text);
  }

  private void end(LineRenderer text) throws IOException {
    work.run(() -> {
      text.end();
      return false;
    });
  }

  /** Gives out the last lines before an offset; at most 256 MiB are looked through. */
  public void last(int count, long until, Consumer<HistoryLine> lines) throws IOException {
    give(newest(count, until), lines);
  }

  /** As {@link #last(int, long, Consumer)}, of what begins at an offset that begins a line. */
  public void last(int count, long from, long until, Consumer<HistoryLine> lines)
      throws IOException {
    LastLines last = new LastLines(count);
    lines(from, until, true, last::add);
    give(last, lines);
  }

  /** Where the last lines before an offset begin. */
  public long beginOfLast(int count, long until) throws IOException {
    return newest(count, until).begin(until);
  }

  /** As {@link #beginOfLast(int, long)}, of what begins at an offset that begins a line. */
  public long beginOfLast(int count, long from, long until) throws IOException {
    LastLines last = new LastLines(count);
    lines(from, until, true, last::add);
    return last.begin(until);
  }

  private LastLines newest(int count, long until) throws IOException {
    LastLines last = new LastLines(count);
    for (int i = 0; count > 0 && i < WINDOWS.length; i++) {
      long from = Math.max(first, until - WINDOWS[i]);
      last = new LastLines(count);
      lines(from, until, false, last::add);
      if (last.full() || from <= first) {
        break;
      }
    }
    return last;
  }

  /** What was too much to be kept is read again. */
  private void give(LastLines last, Consumer<HistoryLine> lines) throws IOException {
    long kept = last.kept().isEmpty() ? 0 : last.kept().peek().offset();
    if (last.begin(kept) < kept) {
      lines(last.begin(kept), kept, true, lines);
    }
    work.run(() -> {
      HistoryLine line = last.kept().poll();
      if (line != null) {
        lines.accept(line);
      }
      return line != null;
    });
  }

  /** Where what was said at or after this moment begins. */
  public long since(Instant moment) throws IOException {
    long[] begin = {end()};
    try (Stream<Frame> frames =
        work.call(() -> archive.frames(recorded, Optional.of(moment), Optional.empty()))) {
      Iterator<Frame> all = frames.iterator();
      work.run(() -> {
        boolean more = all.hasNext();
        if (more && all.next() instanceof Frame.Output output && output.endOffset() > first) {
          begin[0] = Math.max(first, output.endOffset() - output.bytes().remaining());
          return false;
        }
        return more;
      });
    }
    return begin[0];
  }

  /** The bytes of the last lines before an offset; at most the last MiB is looked through. */
  public ByteBuffer lastBytes(int lines, long until) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(0);
    for (long window : new long[] {64L << 10, 1L << 20}) {
      long from = Math.max(first, until - window);
      ByteBuffer all = ByteBuffer.allocate((int) Math.max(0, until - from));
      read(from, until, (some, start, time) -> all.put(some));
      bytes = all.flip();
      if (from <= first || lineEnds(bytes) > lines) {
        break;
      }
    }
    return bytes;
  }

  private static int lineEnds(ByteBuffer bytes) {
    int found = 0;
    for (int i = 0; i < bytes.limit(); i++) {
      found += bytes.get(i) == '\n' ? 1 : 0;
    }
    return found;
  }

  /**
   * The boots seen before an offset, oldest first.
   *
   * @param enough the last so many will do, so that no more than needed is read
   * @param most how far back is looked, in bytes
   */
  public BootFinder boots(int enough, long until, long most) throws IOException {
    BootFinder boots = new BootFinder();
    for (int i = 1; i < WINDOWS.length; i++) {
      long from = Math.max(first, until - Math.min(most, WINDOWS[i]));
      BootFinder found = new BootFinder();
      LineRenderer text = text(found::line);
      read(
          from,
          until,
          new WholeLines(from <= first, text) {
            @Override
            public void powerAction(long offset) {
              found.powerAction(offset);
            }
          });
      end(text);
      found.end(from <= first);
      boots = found;
      if (boots.surely(enough, from + BOOT_SIZE) || from <= first || WINDOWS[i] >= most) {
        break;
      }
    }
    return boots;
  }

  /** Reads on from where it is. */
  private final class Reader {
    private final long until;
    private final Sink sink;
    private long reached;

    Reader(long from, long until, Sink sink) {
      this.reached = from;
      this.until = until;
      this.sink = sink;
    }

    boolean done() {
      return reached >= until || sink.done();
    }

    void record() throws IOException {
      if (done()) {
        return;
      }
      try (Stream<Frame> frames = work.call(() -> archive.framesFrom(recorded, reached))) {
        Iterator<Frame> all = frames.iterator();
        work.run(() -> !sink.done() && all.hasNext() && take(all.next()));
      }
    }

    /** False when this one lies behind what is wanted. */
    private boolean take(Frame frame) {
      switch (frame) {
        case Frame.Output(Instant time, var nanos, ByteBuffer bytes, long end) ->
            output(bytes, end, time);
        case Frame.Gap(Instant time, var nanos, var bytes, long end, var why) -> {
          why.ifPresent(damage::add);
          missing(end, time);
        }
        case Frame.Mark(var time, var nanos, String what, var text) -> {
          if (what.equals(MarkKind.POWER_BEGUN.word())) {
            sink.powerAction(reached);
          }
        }
        case Frame.Typed typed -> {}
      }
      return reached < until || !(frame instanceof Frame.Output);
    }

    private void output(ByteBuffer bytes, long end, Instant time) {
      long start = end - bytes.remaining();
      if (start > reached) {
        missing(start, time);
      }
      int skip = Math.clamp(reached - start, 0, bytes.remaining());
      int stop = Math.clamp(until - start, 0, bytes.remaining());
      if (skip < stop) {
        sink.output(bytes.slice(bytes.position() + skip, stop - skip), reached, time);
        reached = start + stop;
      }
    }

    private void missing(long end, Instant time) {
      long stop = Math.min(end, until);
      if (stop > reached) {
        sink.missing(stop - reached, stop, time);
        reached = stop;
      }
    }

    /** What no record has, or not yet. */
    void ring() {
      long before = reached;
      Console.Excerpt held = console.history(reached, RING);
      Instant time = console.status().lastOutput().orElseGet(clock::instant);
      output(held.bytes(), held.fromOffset() + held.bytes().remaining(), time);
      if (reached == before) {
        missing(until, time);
      }
    }
  }

  /** Leaves out the line that was cut by starting in its middle. */
  private static class WholeLines implements Sink {
    private final LineRenderer text;
    private boolean whole;

    WholeLines(boolean whole, LineRenderer text) {
      this.whole = whole;
      this.text = text;
    }

    @Override
    public void output(ByteBuffer bytes, long start, Instant time) {
      ByteBuffer rest = bytes.duplicate();
      while (!whole && rest.hasRemaining()) {
        whole = rest.get() == '\n';
      }
      text.feed(rest, start + bytes.remaining() - rest.remaining(), time);
    }

    @Override
    public void missing(long bytes, long end, Instant time) {
      text.missed(bytes, end - bytes, time);
      whole = true;
    }
  }
}
