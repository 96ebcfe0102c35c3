package postern.gateway.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import postern.gateway.text.PlainText;

/**
 * One line typed at the gateway itself: Enter ends it, Esc or Ctrl-C gives it up, backspace and
 * Ctrl-U take back. Pure.
 */
public final class LineEditor {
  /** Characters that it takes at most. */
  static final int MOST = 200;

  public enum State {
    OPEN,
    DONE,
    CANCELLED
  }

  private static final int ESC = 0x1b;

  private enum Sequence {
    NONE,
    CSI,
    SINGLE
  }

  private final StringBuilder text = new StringBuilder();
  private final byte[] letter = new byte[4];
  private int have;
  private int need;
  private Sequence sequence = Sequence.NONE;

  /**
   * Takes bytes up to the one that ends the line; an Esc with nothing behind it is a person's.
   *
   * @param pasted line ends are blanks then
   */
  public State take(ByteBuffer bytes, boolean pasted) {
    while (bytes.hasRemaining()) {
      int b = bytes.get() & 0xff;
      if (sequence != Sequence.NONE) {
        sequence = inSequence(b);
      } else if (b == ESC) {
        if (!bytes.hasRemaining() || !begins(bytes.get(bytes.position()))) {
          return State.CANCELLED;
        }
        sequence = bytes.get() == '[' ? Sequence.CSI : Sequence.SINGLE;
      } else if (b == 3) {
        return State.CANCELLED;
      } else if ((b == '\r' || b == '\n') && !pasted) {
        return State.DONE;
      } else {
        letter(b == '\r' || b == '\n' || b == '\t' ? ' ' : b);
      }
    }
    return State.OPEN;
  }

  private static boolean begins(int b) {
    return b == '[' || b == 'O';
  }

  private Sequence inSequence(int b) {
    boolean goesOn = sequence == Sequence.CSI && b >= 0x20 && b < 0x40;
    return goesOn ? Sequence.CSI : Sequence.NONE;
  }

  private void letter(int b) {
    if (b == 8 || b == 0x7f) {
      if (!text.isEmpty()) {
        text.setLength(text.offsetByCodePoints(text.length(), -1));
      }
    } else if (b == 0x15) {
      text.setLength(0);
    } else if (b >= 0x80) {
      utf8(b);
    } else if (b >= ' ') {
      need = 0;
      add(String.valueOf((char) b));
    }
  }

  private void utf8(int b) {
    if (b >= 0xc0) {
      need = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
      have = 0;
    }
    if (need == 0) {
      return; // the middle of a letter whose begin nobody saw
    }
    letter[have++] = (byte) b;
    if (have == need) {
      need = 0;
      String typed = new String(letter, 0, have, StandardCharsets.UTF_8);
      add(PlainText.clean(typed).equals(typed) ? typed : "?");
    }
  }

  private void add(String more) {
    if (text.length() + more.length() <= MOST) {
      text.append(more);
    }
  }

  public String text() {
    return text.toString();
  }
}
