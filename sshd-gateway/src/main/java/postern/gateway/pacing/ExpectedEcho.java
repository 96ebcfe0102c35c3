package postern.gateway.pacing;

import java.nio.ByteBuffer;

/**
 * The echo that is still to come of what was typed. Printable ASCII and line ends are expected as
 * they are (a line end as CR or LF); what a terminal may echo in another form, or not at all, is
 * not: controls, escape sequences, tabs, characters beyond ASCII. What the machine says besides is
 * passed over, so prompts and messages in between do no harm.
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
   * @param most bytes that are ever typed and not echoed
   */
  ExpectedEcho(int most) {
    bytes = new byte[most];
    offsets = new long[most];
    times = new long[most];
  }

  /** This byte was typed as the one at that offset. */
  void typed(byte b, long offset, long now) {
    boolean lineEnd = b == '\r' || b == '\n';
    boolean second = b == '\n' && afterReturn; // many take CR LF as one
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
   * The machine said this.
   *
   * @return how long the last of the echoes in it took, nanoseconds; -1 when there was none
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

  /** Control functions as ECMA-48 has them: CSI to its final byte, strings to BEL or ST. */
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
   * How many came back, less those with other text right before them: a machine's answer has many a
   * letter of a text that it did not echo, but not side by side.
   */
  long together() {
    return came - gaps;
  }

  /** Offset of the first byte whose echo is still to come; only while there is one. */
  long first() {
    return offsets[from];
  }

  /** When that byte was typed. */
  long firstTyped() {
    return times[from];
  }

  boolean lineEndLast() {
    return count > 0 && bytes[(from + count - 1) % bytes.length] == LINE_END;
  }
}
