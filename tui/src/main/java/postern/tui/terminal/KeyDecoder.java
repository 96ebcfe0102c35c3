package postern.tui.terminal;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the bytes of an xterm-like keyboard, which may arrive in pieces. Lanterna's own decoder
 * waits for more input after an incomplete sequence and does not take CR as a key. Unknown
 * sequences are ignored as a whole. Pasted text is decoded to {@link Pasted}.
 */
public final class KeyDecoder {
  private static final int LONGEST_SEQUENCE = 32;

  /** A pasted character. It may be text but never a command. */
  public static final class Pasted extends KeyStroke {
    Pasted(char c) {
      super(c, false, false);
    }
  }

  private enum State {
    GROUND,
    ESCAPE,
    CSI,
    LINUX_FUNCTION,
    SS3
  }

  private final ArrayDeque<KeyStroke> keys = new ArrayDeque<>();
  private final StringBuilder sequence = new StringBuilder();
  private State state = State.GROUND;
  private boolean pasting;
  private int codePoint;
  private int missing; // missing continuation bytes of a UTF-8 sequence

  public void feed(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      take(bytes.get() & 0xff);
    }
  }

  @Nullable KeyStroke next() {
    return keys.poll();
  }

  /** Whether an escape was the last byte. It is the Escape key unless more bytes follow soon. */
  public boolean escapePending() {
    return state == State.ESCAPE;
  }

  /** Nothing has followed the escape, so it is the Escape key. */
  public void endEscape() {
    if (state == State.ESCAPE) {
      state = State.GROUND;
      emit(new KeyStroke(KeyType.Escape));
    }
  }

  private void take(int b) {
    switch (state) {
      case GROUND -> ground(b);
      case ESCAPE -> afterEscape(b);
      case CSI -> csi(b);
      case LINUX_FUNCTION -> {
        state = State.GROUND;
        function(b - 'A' + 1, b >= 'A' && b <= 'E');
      }
      case SS3 -> {
        state = State.GROUND;
        finalByte(b);
      }
    }
  }

  private void ground(int b) {
    if (missing > 0 && (b & 0xc0) == 0x80) {
      codePoint = (codePoint << 6) | (b & 0x3f);
      if (--missing == 0 && codePoint < 0x10000 && codePoint > 0x9f) {
        character((char) codePoint);
      }
      return;
    }
    missing = 0;
    if (b == 0x1b) {
      state = State.ESCAPE;
    } else if (b < ' ' || b == 0x7f) {
      control(b);
    } else if (b < 0x80) {
      character((char) b);
    } else if (b >= 0xc2 && b < 0xf5) {
      missing = b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3;
      codePoint = b & (0x3f >> missing);
    }
  }

  private void control(int b) {
    switch (b) {
      case '\r', '\n' -> emit(new KeyStroke(KeyType.Enter));
      case '\t' -> emit(new KeyStroke(KeyType.Tab));
      case 0x08, 0x7f -> emit(new KeyStroke(KeyType.Backspace));
      default -> {
        if (b >= 1 && b <= 26) {
          emit(new KeyStroke((char) ('a' + b - 1), true, false));
        }
      }
    }
  }

  private void afterEscape(int b) {
    state = State.GROUND;
    switch (b) {
      case '[' -> {
        sequence.setLength(0);
        state = State.CSI;
      }
      case 'O' -> state = State.SS3;
      case 0x1b -> {
        emit(new KeyStroke(KeyType.Escape));
        state = State.ESCAPE;
      }
      default -> {
        if (b >= ' ' && b < 0x7f) {
          emit(new KeyStroke((char) b, false, true));
        } else {
          emit(new KeyStroke(KeyType.Escape));
          ground(b);
        }
      }
    }
  }

  private void csi(int b) {
    if (b == '[' && sequence.isEmpty()) {
      state = State.LINUX_FUNCTION;
    } else if (b >= 0x40 && b < 0x7f) {
      state = State.GROUND;
      finalByte(b);
    } else if (b == 0x1b) {
      state = State.ESCAPE;
    } else if (b < ' ' || b >= 0x7f) {
      state = State.GROUND;
    } else if (sequence.length() < LONGEST_SEQUENCE) {
      sequence.append((char) b);
    }
  }

  private void finalByte(int b) {
    switch (b) {
      case 'A' -> emit(new KeyStroke(KeyType.ArrowUp));
      case 'B' -> emit(new KeyStroke(KeyType.ArrowDown));
      case 'C' -> emit(new KeyStroke(KeyType.ArrowRight));
      case 'D' -> emit(new KeyStroke(KeyType.ArrowLeft));
      case 'H' -> emit(new KeyStroke(KeyType.Home));
      case 'F' -> emit(new KeyStroke(KeyType.End));
      case 'M' -> emit(new KeyStroke(KeyType.Enter)); // keypad
      case 'Z' -> emit(new KeyStroke(KeyType.ReverseTab));
      case 'P', 'Q', 'R', 'S' -> function(b - 'P' + 1, sequence.isEmpty());
      case '~' -> numbered(sequence.toString());
      default -> {}
    }
    sequence.setLength(0);
  }

  private void numbered(String parameters) {
    switch (parameters.split(";", 2)[0]) {
      case "1", "7" -> emit(new KeyStroke(KeyType.Home));
      case "2" -> emit(new KeyStroke(KeyType.Insert));
      case "3" -> emit(new KeyStroke(KeyType.Delete));
      case "4", "8" -> emit(new KeyStroke(KeyType.End));
      case "5" -> emit(new KeyStroke(KeyType.PageUp));
      case "6" -> emit(new KeyStroke(KeyType.PageDown));
      case "11" -> function(1, true);
      case "12" -> function(2, true);
      case "13" -> function(3, true);
      case "14" -> function(4, true);
      case "15" -> function(5, true);
      case "200" -> pasting = true;
      case "201" -> pasting = false;
      default -> {}
    }
  }

  private void function(int number, boolean known) {
    if (known) {
      emit(new KeyStroke(KeyType.valueOf("F" + number)));
    }
  }

  private void character(char c) {
    keys.add(pasting ? new Pasted(c) : new KeyStroke(c, false, false));
  }

  /** Ignores keys in pasted text that are not characters. */
  private void emit(KeyStroke key) {
    if (!pasting) {
      keys.add(key);
    }
  }
}
