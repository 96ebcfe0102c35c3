package postern.audit.recording;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.ConsoleRecording;
import postern.audit.Health;
import postern.audit.MarkKind;
import postern.audit.RecordedConsole;
import postern.audit.StoreFault;
import postern.audit.disk.HealthBoard;

/** The recording of one console. */
final class Recording implements ConsoleRecording {
  private static final Logger LOG = LoggerFactory.getLogger(Recording.class);
  private static final int LONGEST_WORDS = 4096;

  /** What all recordings share. */
  record Shared(Journal journal, HealthBoard board, Clock clock, boolean strict) {}

  private final RecordedConsole console;
  private final int number;
  private final Shared shared;
  private volatile long lastOffset;

  Recording(RecordedConsole console, int number, Shared shared, long lastOffset) {
    this.console = console;
    this.number = number;
    this.shared = shared;
    this.lastOffset = lastOffset;
  }

  @Override
  public long lastOffset() {
    return lastOffset;
  }

  @Override
  public boolean output(ByteBuffer bytes, long endOffset) {
    int size = bytes.remaining();
    check(size, endOffset);
    return takeOutput(RawFrame.OUTPUT, bytes, endOffset);
  }

  @Override
  public boolean gap(long bytes, long endOffset) {
    check(bytes, endOffset);
    return takeOutput(RawFrame.GAP, RawFrame.gap(bytes), endOffset);
  }

  private void check(long bytes, long endOffset) {
    if (bytes < 0 || endOffset - bytes < lastOffset) {
      throw new StoreFault(
          StoreFault.Kind.CALLER,
          "%s: %d bytes up to %d begin before the last offset recorded, %d"
              .formatted(console, bytes, endOffset, lastOffset));
    }
  }

  private boolean takeOutput(int type, ByteBuffer payload, long endOffset) {
    if (!take(type, payload, endOffset)) {
      return false;
    }
    lastOffset = endOffset;
    return true;
  }

  private boolean take(int type, ByteBuffer payload, long end) {
    long wall = RawFrame.wall(shared.clock().instant());
    return shared
        .journal()
        .take(new RawFrame.Head(type, number, wall, System.nanoTime(), end), payload);
  }

  @Override
  public Optional<String> typing(String session, ByteBuffer bytes) {
    int size = bytes.remaining();
    if (shared.strict() && shared.board().now() instanceof Health.Failing(String why)) {
      return Optional.of(why);
    }
    boolean taken = take(RawFrame.TYPED, RawFrame.typed(cut(session), size), lastOffset);
    if (!taken && shared.strict()) {
      return Optional.of("the recorder is behind, try again");
    }
    return Optional.empty();
  }

  @Override
  public void mark(MarkKind what, String text) {
    if (!take(RawFrame.MARK, RawFrame.mark(what.word(), cut(text)), lastOffset)) {
      LOG.warn("mark not recorded console={} what={}", console, what.word());
    }
  }

  private static String cut(String words) {
    return words.length() <= LONGEST_WORDS ? words : words.substring(0, LONGEST_WORDS) + "…";
  }

  @Override
  public void whenRoom(Runnable retry) {
    shared.journal().whenRoom(retry);
  }
}
