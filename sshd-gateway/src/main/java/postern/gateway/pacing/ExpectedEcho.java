package postern.gateway.pacing;

import java.nio.ByteBuffer;

/**
 * The echo of typed text that has not arrived yet. Printable ASCII is expected as it was typed, and
 * a line end as CR or LF. Controls, escape sequences, tabs and characters beyond ASCII are not
 * expected, since a terminal may echo them in another form or not at all. Other output is skipped,
 * so prompts and messages do no harm.
 */
final class ExpectedEcho {
  private static final int ESC = 0x1b;
  private static final byte LINE_END = '\n';

  private enum Where {
    TEXT,
    ESCAPE,
    CONTROL,
    STRING
  }

  private final byte[] bytes;
  private final long[] offsets;
  private final long[] times;
  private int from;
  private int count;
  private Where typed = Where.TEXT;
  private Where heard = Where.TEXT;
  private boolean afterReturn;
  private boolean foreign;
  private long came;
  private long gaps;

  /**
   * @param most the largest number of bytes that wait for their echo
   */
  ExpectedEcho(int most) {
    bytes = new byte[most];
    offsets = new long[most];
    times = new long[most];
  }

  /** Records that this byte was typed at this offset of the text. */
  void typed(byte b, long offset, long now) {
    boolean lineEnd = b == '\r' || b == '\n';
    boolean second = b == '\n' && afterReturn; // many machines take CR LF as one line end
    afterReturn = b == '\r';
    Where was = typed;
    typed = after(was, b);
    boolean text = was == Where.TEXT && typed == Where.TEXT && b >= ' ' && b < 0x7f;
    if ((text || (lineEnd && !second)) && count < bytes.length) {
      int at = (from + count) % bytes.length;
      bytes[at] = lineEnd ? LINE_END : b;
      offsets[at] = offset;
      times[at] = now;
      count++;
    }
  }

  /**
   * Compares output of the machine with the expected echo.
   *
   * @return how long the last echo in it took, in nanoseconds, or -1 if it has none
   */
  long heard(ByteBuffer said, long now) {
    long took = -1;
    while (said.hasRemaining() && count > 0) {
      byte b = said.get();
      Where was = heard;
      heard = after(was, b);
      boolean text = was == Where.TEXT && heard == Where.TEXT;
      if (text && (b == bytes[from] || (b == '\r' && bytes[from] == LINE_END))) {
        took = now - times[from];
        from = (from + 1) % bytes.length;
        count--;
        gaps += foreign && came > 0 ? 1 : 0;
        came++;
        foreign = false;
      } else if (text && b > ' ' && b < 0x7f) {
        foreign = true;
      }
    }
    return took;
  }

  /** Follows control functions as in ECMA-48: CSI to its final byte, strings to BEL or ST. */
  private static Where after(Where was, byte b) {
    if (b == ESC) {
      return Where.ESCAPE;
    }
    return switch (was) {
      case TEXT -> Where.TEXT;
      case ESCAPE -> b == '[' ? Where.CONTROL : b == ']' || b == 'P' ? Where.STRING : Where.TEXT;
      case CONTROL -> b >= 0x40 || b < ' ' ? Where.TEXT : Where.CONTROL;
      case STRING -> b == 7 || b == '\n' ? Where.TEXT : Where.STRING;
    };
  }

  int count() {
    return count;
  }

  /**
   * Returns how many bytes were echoed, without those that follow other text. An answer contains
   * many letters of a text that was not echoed, but seldom next to each other.
   */
  long together() {
    return came - gaps;
  }

  /** Returns the offset of the first byte that waits for its echo. There must be one. */
  long first() {
    return offsets[from];
  }

  /** Returns when that byte was typed. */
  long firstTyped() {
    return times[from];
  }

  boolean lineEndLast() {
    return count > 0 && bytes[(from + count - 1) % bytes.length] == LINE_END;
  }
}
