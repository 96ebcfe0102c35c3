package postern.gateway.pager;

import java.nio.ByteBuffer;
import postern.mux.screen.OutputFilter;

/**
 * The last lines of a machine's output for a terminal that attaches later. Text, tabs, line ends
 * and colours stay. All other control sequences are removed, so that an old query is not answered
 * again.
 */
public final class HistoryText {
  private HistoryText() {}

  /** Returns the last {@code lines} complete lines in {@code bytes}. */
  public static byte[] last(ByteBuffer bytes, int lines) {
    int end = completeLines(bytes);
    int start = start(bytes, lines);
    return filtered(withoutControls(bytes.slice(start, Math.max(0, end - start))));
  }

  /** Returns the position at which the last {@code lines} complete lines start. */
  public static int start(ByteBuffer bytes, int lines) {
    int start = completeLines(bytes);
    for (int found = 0; start > bytes.position(); start--) {
      if (bytes.get(start - 1) == '\n' && ++found > lines) {
        return start;
      }
    }
    return start;
  }

  private static int completeLines(ByteBuffer bytes) {
    int end = bytes.limit();
    while (end > bytes.position() && bytes.get(end - 1) != '\n') {
      end--;
    }
    return end;
  }

  /** Removes C1 controls that are encoded as characters, too. */
  private static byte[] filtered(ByteBuffer text) {
    ByteBuffer out = ByteBuffer.allocate(text.remaining() + 64);
    new OutputFilter().pass(text, out);
    byte[] passed = new byte[out.position()];
    out.flip().get(passed);
    return passed;
  }

  private static ByteBuffer withoutControls(ByteBuffer in) {
    ByteBuffer out = ByteBuffer.allocate(in.remaining() * 2 + 8);
    while (in.hasRemaining()) {
      int b = in.get() & 0xff;
      if (b == 0x1b) {
        sequence(in, out);
      } else if (b == '\n') {
        out.put((byte) '\r').put((byte) '\n');
      } else if (b == '\t' || (b >= 0x20 && b != 0x7f)) {
        out.put((byte) b);
      }
    }
    return out.put(new byte[] {0x1b, '[', '0', 'm'}).flip();
  }

  private static void sequence(ByteBuffer in, ByteBuffer out) {
    if (!in.hasRemaining()) {
      return;
    }
    int kind = in.get() & 0xff;
    if (kind == '[') {
      control(in, out);
    } else if (kind == ']' || kind == 'P' || kind == '_' || kind == '^' || kind == 'X') {
      string(in);
    } else if (kind >= 0x20 && kind < 0x30 && in.hasRemaining()) {
      in.get(); // for example ESC ( B
    }
  }

  private static void control(ByteBuffer in, ByteBuffer out) {
    int start = in.position();
    boolean plain = true;
    while (in.hasRemaining()) {
      int b = in.get() & 0xff;
      if (b < 0x20 || b > 0x7e) {
        in.position(in.position() - 1);
        return;
      }
      if (b >= 0x40) {
        int length = in.position() - start;
        if (b == 'm' && plain && length < 40) {
          out.put((byte) 0x1b).put((byte) '[').put(in.slice(start, length));
        }
        return;
      }
      plain &= b >= '0' && b <= ';';
    }
  }

  private static void string(ByteBuffer in) {
    while (in.hasRemaining()) {
      int b = in.get() & 0xff;
      if (b == 7 || b == '\n') {
        return;
      }
      if (b == 0x1b) {
        if (in.hasRemaining() && in.get(in.position()) == '\\') {
          in.get();
        }
        return;
      }
    }
  }
}
