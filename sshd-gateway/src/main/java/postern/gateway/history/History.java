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
 * Reads the past output of a console by offset: from the recordings and, where those lag or fail,
 * from the ring, without gap or duplicate. Output is streamed, so that memory is bounded. Every
 * method may take long and does its work in the steps of a {@link Work}.
 */
public final class History {
  private static final int RING_READ = 64 << 10;

  /** The banners of one boot are closer together than this. */
  private static final long BOOT_SPAN = 64 << 10;

  /** How many bytes of output are searched for boots. */
  public static final long LONGEST_SEARCH = 256L << 20;

  private static final Duration RECORDER_LAG = Duration.ofMillis(400);
  private static final long[] WINDOWS = {64L << 10, 1L << 20, 16L << 20, LONGEST_SEARCH};

  private final Archive archive;
  private final RecordedConsole recorded;

  /** The first offset that may be read. */
  private final long first;

  private final Console console;
  private final Clock clock;
  private final Work work;
  private final Set<Damage> damage = new LinkedHashSet<>();

  /**
   * The recording of a console.
   *
   * @param from the first offset that may be read; what is before belongs to a former owner
   */
  public record Recorded(Archive archive, RecordedConsole console, long from) {}

  /**
   * @param work its steps read and render the output and call the sinks
   */
  public History(Recorded recorded, Console console, Clock clock, Work work) {
    this.archive = recorded.archive();
    this.recorded = recorded.console();
    this.first = recorded.from();
    this.console = console;
    this.clock = clock;
    this.work = work;
  }

  /** Takes the output that is read, in order. */
  public interface Sink {
    /**
     * Takes output.
     *
     * @param start the offset of the first byte
     */
    void output(ByteBuffer bytes, long start, Instant time);

    /** Is told that bytes before {@code end} are neither in the recording nor in the ring. */
    void missing(long bytes, long end, Instant time);

    /** Is told that a power action started at this offset. */
    void powerAction(long offset);

    /** Whether the sink wants no more output. */
    boolean done();
  }

  /** Returns the damaged parts of the recording that were met. */
  public List<Damage> damage() {
    return List.copyOf(damage);
  }

  /** Returns the work whose steps read the output. */
  public Work work() {
    return work;
  }

  /** Returns the first offset that may be read. */
  public long first() {
    return first;
  }

  /** Returns the offset after the last byte so far. */
  public long end() {
    return console.status().endOffset();
  }

  /** Returns a renderer for the output of this console, in its character set. */
  public LineRenderer renderer(Consumer<HistoryLine> lines) {
    return new LineRenderer(lines, console.encoding());
  }

  /** Passes the output between two offsets to a sink. */
  public void read(long from, long until, Sink sink) throws IOException {
    Reader reader = new Reader(Math.max(first, from), until, sink);
    long deadline = System.nanoTime() + RECORDER_LAG.toNanos();
    reader.record();
    while (!reader.done() && System.nanoTime() < deadline) {
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
   * Passes on the lines that start between two offsets, including an unfinished line at the end.
   *
   * @param atLineStart whether a line starts at {@code from}; if not, the rest of the first line is
   *     skipped
   */
  public void lines(long from, long until, boolean atLineStart, Consumer<HistoryLine> lines)
      throws IOException {
    LineRenderer text = renderer(lines);
    read(from, until, new WholeLines(atLineStart || from <= first, text));
    end(text);
  }

  private void end(LineRenderer text) throws IOException {
    work.run(() -> {
      text.end();
      return false;
    });
  }

  /** Passes on the last lines before an offset; reads at most 256 MiB. */
  public void last(int count, long until, Consumer<HistoryLine> lines) throws IOException {
    passOn(newest(count, until), lines);
  }

  /** As {@link #last(int, long, Consumer)}, of the lines from an offset on where a line starts. */
  public void last(int count, long from, long until, Consumer<HistoryLine> lines)
      throws IOException {
    LastLines last = new LastLines(count);
    lines(from, until, true, last::add);
    passOn(last, lines);
  }

  /** Returns where the last lines before an offset start. */
  public long startOfLast(int count, long until) throws IOException {
    return newest(count, until).start(until);
  }

  /** As {@link #startOfLast(int, long)}, of the lines from an offset on where a line starts. */
  public long startOfLast(int count, long from, long until) throws IOException {
    LastLines last = new LastLines(count);
    lines(from, until, true, last::add);
    return last.start(until);
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

  /** Reads again the lines whose text was not kept, then passes on the kept ones. */
  private void passOn(LastLines last, Consumer<HistoryLine> lines) throws IOException {
    long kept = last.kept().isEmpty() ? 0 : last.kept().peek().offset();
    if (last.start(kept) < kept) {
      lines(last.start(kept), kept, true, lines);
    }
    work.run(() -> {
      HistoryLine line = last.kept().poll();
      if (line != null) {
        lines.accept(line);
      }
      return line != null;
    });
  }

  /** Returns the offset of the first output at or after a point in time. */
  public long since(Instant moment) throws IOException {
    long[] start = {end()};
    try (Stream<Frame> frames =
        work.call(() -> archive.frames(recorded, Optional.of(moment), Optional.empty()))) {
      Iterator<Frame> all = frames.iterator();
      work.run(() -> {
        boolean more = all.hasNext();
        if (more && all.next() instanceof Frame.Output output && output.endOffset() > first) {
          start[0] = Math.max(first, output.endOffset() - output.bytes().remaining());
          return false;
        }
        return more;
      });
    }
    return start[0];
  }

  /** Returns the bytes of the last lines before an offset; reads at most 1 MiB. */
  public ByteBuffer lastBytes(int lines, long until) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(0);
    for (long window : new long[] {64L << 10, 1L << 20}) {
      long from = Math.max(first, until - window);
      ByteBuffer all = ByteBuffer.allocate((int) Math.max(0, until - from));
      read(from, until, new ByteSink(all));
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
   * Finds the boots before an offset, oldest first.
   *
   * @param enough the number of boots after which the search may stop
   * @param most how many bytes are searched at most
   */
  public BootFinder boots(int enough, long until, long most) throws IOException {
    BootFinder boots = new BootFinder();
    for (int i = 1; i < WINDOWS.length; i++) {
      long from = Math.max(first, until - Math.min(most, WINDOWS[i]));
      BootFinder found = new BootFinder();
      LineRenderer text = renderer(found::line);
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
      if (boots.hasSince(enough, from + BOOT_SPAN) || from <= first || WINDOWS[i] >= most) {
        break;
      }
    }
    return boots;
  }

  /** Reads from an offset onwards, first from the recording and then from the ring. */
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

    /** Returns false for a frame after the last one that is wanted. */
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

    /** Reads what the recording does not have, or not yet. */
    void ring() {
      long before = reached;
      Console.Excerpt held = console.history(reached, RING_READ);
      Instant time = console.status().lastOutput().orElseGet(clock::instant);
      output(held.bytes(), held.fromOffset() + held.bytes().remaining(), time);
      if (reached == before) {
        missing(until, time);
      }
    }
  }

  /** Collects the bytes of a short part of the output. */
  private record ByteSink(ByteBuffer collected) implements Sink {
    @Override
    public void output(ByteBuffer bytes, long start, Instant time) {
      collected.put(bytes);
    }

    @Override
    public void missing(long bytes, long end, Instant time) {
      // the bytes are left out
    }

    @Override
    public void powerAction(long offset) {
      // not part of the output
    }

    @Override
    public boolean done() {
      return false;
    }
  }
}
