package postern.gateway.history;

import java.nio.ByteBuffer;
import java.time.Instant;

/** Renders lines, without the rest of a line in whose middle the reading started. */
class WholeLines implements History.Sink {
  private final LineRenderer text;
  private boolean atLineStart;

  WholeLines(boolean atLineStart, LineRenderer text) {
    this.atLineStart = atLineStart;
    this.text = text;
  }

  @Override
  public void output(ByteBuffer bytes, long start, Instant time) {
    ByteBuffer rest = bytes.duplicate();
    while (!atLineStart && rest.hasRemaining()) {
      atLineStart = rest.get() == '\n';
    }
    text.feed(rest, start + bytes.remaining() - rest.remaining(), time);
  }

  @Override
  public void missing(long bytes, long end, Instant time) {
    text.missed(bytes, end - bytes, time);
    atLineStart = true;
  }

  @Override
  public void powerAction(long offset) {
    // only the search for boots needs it
  }

  @Override
  public boolean done() {
    return false;
  }
}
