package postern.audit.recording;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import postern.audit.RecordedConsole;
import postern.audit.disk.RegularFile;

/** The content of a journal: the frames of each console, and how far the file is undamaged. */
final class JournalScan {
  private final Map<Integer, Piece> byNumber = new LinkedHashMap<>();
  private final Map<String, Long> typed = new HashMap<>();
  private long size;
  private long wholeEnd;
  private long damaged;
  private long firstDamage;
  private long lastWall;

  private JournalScan() {}

  static JournalScan of(JournalName journal) throws IOException {
    JournalScan scan = new JournalScan();
    try (FileChannel file = RegularFile.open(journal.path())) {
      scan.size = file.size();
      file.position(Math.min(JournalName.HEADER, scan.size));
      try (FrameInput in = new FrameInput(Channels.newInputStream(file), file.position())) {
        for (RawFrame frame = in.next(); frame != null; frame = in.next()) {
          scan.add(frame);
        }
        scan.wholeEnd = in.wholeEnd();
        scan.damaged = in.damaged();
        scan.firstDamage = in.firstDamage();
      }
    }
    return scan;
  }

  private void add(RawFrame frame) {
    Piece piece = byNumber.computeIfAbsent(frame.console(), number -> new Piece());
    if (frame.type() == RawFrame.DECLARE) {
      frame.declared().ifPresent(console -> piece.console = console);
      return;
    }
    piece.add(frame);
    lastWall = frame.wall();
    if (frame.type() == RawFrame.TYPED && frame.payload().remaining() >= 4) {
      var in = frame.payload().duplicate();
      long bytes = in.getInt();
      typed.merge(StandardCharsets.UTF_8.decode(in).toString(), bytes, Long::sum);
    }
  }

  Collection<Piece> pieces() {
    return byNumber.values();
  }

  /** Returns the number of bytes typed, by session. */
  Map<String, Long> typed() {
    return typed;
  }

  long size() {
    return size;
  }

  long wholeEnd() {
    return wholeEnd;
  }

  long damaged() {
    return damaged;
  }

  long firstDamage() {
    return firstDamage;
  }

  long lastWall() {
    return lastWall;
  }

  /** The frames of one console. */
  static final class Piece {
    private @Nullable RecordedConsole console;

    /** Position and size of each frame, in one long. */
    private long[] frames = new long[16];

    private int count;
    private long start = -1;
    private long end;
    private long first = Long.MAX_VALUE;
    private long last;

    private void add(RawFrame frame) {
      if (count == frames.length) {
        frames = Arrays.copyOf(frames, count * 2);
      }
      frames[count++] = frame.at() << 24 | frame.size();
      start = start < 0 ? Math.max(0, frame.end() - frame.bytes()) : start;
      end = Math.max(end, frame.end());
      first = Math.min(first, frame.wall() / 1_000_000);
      last = Math.max(last, frame.wall() / 1_000_000);
    }

    /** Returns the console, or empty if its declarations are damaged. */
    Optional<RecordedConsole> console() {
      return Optional.ofNullable(console);
    }

    int count() {
      return count;
    }

    long at(int frame) {
      return frames[frame] >>> 24;
    }

    int size(int frame) {
      return (int) (frames[frame] & 0xff_ffff);
    }

    long end() {
      return end;
    }

    SegmentName name(long journal) {
      return new SegmentName(
          journal, Math.max(0, start), end, Math.max(0, first), Math.max(0, last));
    }
  }
}
