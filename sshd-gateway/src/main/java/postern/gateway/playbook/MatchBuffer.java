package postern.gateway.playbook;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import postern.gateway.work.Expression;

/**
 * The output of a console since something was last typed, as text: without terminal sequences and
 * erased characters, with LF as line end. It holds the last 64 KiB.
 */
final class MatchBuffer {
  private static final int MOST = 64 << 10;

  private enum State {
    TEXT,
    ESCAPE,
    INTERMEDIATE,
    CSI,
    STRING,
    STRING_ESCAPE
  }

  private final byte[] text = new byte[MOST];
  private int length;
  private long taken;
  private State state = State.TEXT;

  void add(ByteBuffer bytes) {
    taken += bytes.remaining();
    while (bytes.hasRemaining()) {
      add(bytes.get() & 0xff);
    }
  }

  void clear() {
    length = 0;
  }

  private void add(int b) {
    state =
        switch (state) {
          case TEXT -> plain(b);
          case ESCAPE ->
              switch (b) {
                case '[' -> State.CSI;
                case ']', 'P', 'X', '^', '_' -> State.STRING;
                default -> b >= 0x20 && b < 0x30 ? State.INTERMEDIATE : State.TEXT;
              };
          case INTERMEDIATE -> b >= 0x20 && b < 0x30 ? State.INTERMEDIATE : State.TEXT;
          case CSI -> b >= 0x20 && b < 0x40 ? State.CSI : b == 0x1b ? State.ESCAPE : State.TEXT;
          case STRING -> b == 7 ? State.TEXT : b == 0x1b ? State.STRING_ESCAPE : State.STRING;
          case STRING_ESCAPE -> b == '\\' ? State.TEXT : State.STRING;
        };
  }

  private State plain(int b) {
    if (b == 0x1b) {
      return State.ESCAPE;
    }
    if (b == '\b' && length > 0 && text[length - 1] != '\n') {
      length--;
    } else if ((b >= 0x20 && b != 0x7f) || b == '\n' || b == '\t') {
      if (length == MOST) {
        System.arraycopy(text, MOST / 2, text, 0, MOST / 2);
        length = MOST / 2;
      }
      text[length++] = (byte) b;
    }
    return State.TEXT;
  }

  String text() {
    return new String(text, 0, length, StandardCharsets.UTF_8);
  }

  /** Returns how many bytes were ever added, so that the same text need not be searched twice. */
  long taken() {
    return taken;
  }

  boolean shows(Expression pattern, BooleanSupplier unwanted) {
    return pattern.find(text(), unwanted);
  }
}
