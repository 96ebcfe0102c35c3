package postern.audit.recording;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.ConsoleRecording;
import postern.audit.MarkKind;
import postern.audit.RecordedConsole;
import postern.audit.StoreFault;

/** The recording of one console. */
final class Recording implements ConsoleRecording {
  private static final Logger LOG = LoggerFactory.getLogger(Recording.class);
  private static final int MAX_TEXT = 4096;

  private final RecordedConsole console;
  private final int number;
  private final Journal journal;
  private final TypingPolicy policy;
  private volatile long lastOffset;

  /**
   * @param number of the console in journals
   */
  Recording(
      RecordedConsole console, int number, Journal journal, TypingPolicy policy, long lastOffset) {
    this.console = console;
    this.number = number;
    this.journal = journal;
    this.policy = policy;
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
          "%s: %d bytes up to %d start before the last offset recorded, %d"
              .formatted(console, bytes, endOffset, lastOffset));
    }
  }

  private boolean takeOutput(int type, ByteBuffer payload, long endOffset) {
    if (!journal.take(type, number, payload, endOffset)) {
      return false;
    }
    lastOffset = endOffset;
    return true;
  }

  @Override
  public Optional<String> typing(String session, ByteBuffer bytes) {
    Optional<String> refusal = policy.refusal();
    if (refusal.isPresent()) {
      return refusal;
    }
    ByteBuffer typed = RawFrame.typed(cut(session), bytes.remaining());
    return journal.take(RawFrame.TYPED, number, typed, lastOffset)
        ? Optional.empty()
        : policy.refusalWithoutRoom();
  }

  @Override
  public void mark(MarkKind what, String text) {
    if (!journal.take(RawFrame.MARK, number, RawFrame.mark(what.word(), cut(text)), lastOffset)) {
      LOG.warn("mark not recorded console={} what={}", console, what.word());
    }
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }

  @Override
  public void whenRoom(Runnable retry) {
    journal.whenRoom(retry);
  }
}
