package postern.gateway.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import postern.gateway.text.PlainText;

/**
 * Edits one line that a person types for the gateway. Enter ends it, Esc or Ctrl-C cancels it,
 * backspace deletes a character and Ctrl-U all of them.
 */
public final class LineEditor {
  /** The greatest length, in characters. */
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
   * Takes bytes up to the one that ends the line. An Esc that nothing follows was typed by a
   * person.
   *
   * @param pasted whether line ends are to be taken as blanks
   */
  public State take(ByteBuffer bytes, boolean pasted) {
    while (bytes.hasRemaining()) {
      int b = bytes.get() & 0xff;
      if (sequence != Sequence.NONE) {
        sequence = inSequence(b);
      } else if (b == ESC) {
        if (!bytes.hasRemaining() || !startsSequence(bytes.get(bytes.position()))) {
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

  private static boolean startsSequence(int b) {
    return b == '[' || b == 'O';
  }

  private Sequence inSequence(int b) {
    boolean continues = sequence == Sequence.CSI && b >= 0x20 && b < 0x40;
    return continues ? Sequence.CSI : Sequence.NONE;
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
      return; // a continuation byte without a lead byte
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
