package postern.mux.screen;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Splits a byte stream into text, controls and sequences, like the state machine of DEC's terminals
 * (vt100.net, "A parser for DEC's ANSI-compatible video terminals"), after decoding UTF-8. It can
 * stop at any byte. Bytes from 0x80 on are never C1 controls; U+0080 to U+009F are.
 *
 * <p>Strings end at ST, CAN, SUB or any other ESC, and OSC also ends at BEL. Every string but DCS
 * ends at a line feed too: none of them spans lines, and line noise that looks like the start of
 * one must not hide a boot log. {@code ESC ] R}, and {@code ESC ] P} with seven hex digits, are
 * complete, as on the Linux console.
 */
final class Scanner {
  private enum State {
    GROUND,
    ESCAPE,
    COMMAND,
    STRING,
    STRING_ESCAPE
  }

  private static final int CAN = 0x18;
  private static final int SUB = 0x1a;
  private static final int PALETTE_LENGTH = 10;

  private final Sink sink;
  private final boolean[] plain;

  /** All controls from BEL to SI go to {@link Sink#text} too. */
  private final boolean controls;

  private final Sequence sequence;
  private char @Nullable [] singleByte;
  private State state = State.GROUND;
  private int kind;
  private boolean halfTerminator;

  private final byte[] pending = new byte[4];
  private int have;
  private int need;
  private int lower;
  private int upper;
  private int codePoint;

  /**
   * @param plain for each byte below 0x80, whether it is passed to {@link Sink#text}; 0x20 to 0x7e
   *     must be
   * @param capacity the largest number of bytes of a sequence
   */
  Scanner(Sink sink, boolean[] plain, int capacity) {
    this.sink = sink;
    this.plain = plain;
    this.controls = IntStream.rangeClosed(Printable.BEL, Printable.SI).allMatch(c -> plain[c]);
    this.sequence = new Sequence(capacity);
  }

  /** Sets the table that gives each byte's character; null means UTF-8. */
  void singleByte(char @Nullable [] table) {
    singleByte = table;
    have = 0;
    need = 0;
    halfTerminator = false;
  }

  void reset() {
    state = State.GROUND;
    have = 0;
    need = 0;
    halfTerminator = false;
  }

  /** Returns whether the scanner is between two complete sequences and characters. */
  boolean idle() {
    return state == State.GROUND && have == 0;
  }

  void feed(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (idle()) {
        int end = plainEnd(bytes, at, to);
        if (end > at) {
          sink.text(bytes, at, end);
          at = end;
          continue;
        }
        int length = singleByte == null ? common(bytes, at, to) : 0;
        if (length > 0) {
          at += length;
          continue;
        }
      }
      step(bytes[at++] & 0xff);
    }
  }

  private int plainEnd(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      at = controls ? Printable.endOfText(bytes, at, to) : Printable.endOfPrintable(bytes, at, to);
      if (at < to) {
        if (bytes[at] < 0 || !plain[bytes[at]]) {
          return at;
        }
        at++;
      }
    }
    return at;
  }

  /**
   * Passes on a whole character of two or three bytes that needs no more checks. Returns its
   * length, or 0.
   */
  private int common(byte[] bytes, int at, int to) {
    int lead = bytes[at] & 0xff;
    if (lead < 0xc3 || lead >= 0xf0 || lead == 0xe0 || lead == 0xed) {
      return 0;
    }
    int length = lead < 0xe0 ? 2 : 3;
    if (at + length > to || bytes[at + 1] >= (byte) 0xc0) {
      return 0;
    }
    int value = ((lead & (0x7f >> length)) << 6) | (bytes[at + 1] & 0x3f);
    if (length == 3) {
      if (bytes[at + 2] >= (byte) 0xc0) {
        return 0;
      }
      value = (value << 6) | (bytes[at + 2] & 0x3f);
    }
    sink.character(value, bytes, at, length);
    return length;
  }

  private void step(int octet) {
    switch (state) {
      case GROUND -> ground(octet);
      case ESCAPE, COMMAND -> inSequence(octet);
      case STRING -> inString(octet);
      case STRING_ESCAPE -> afterStringEscape(octet);
    }
  }

  private void ground(int octet) {
    if (have > 0) {
      if (octet >= lower && octet <= upper) {
        continuation(octet);
        return;
      }
      int length = have;
      have = 0;
      sink.malformed(pending, length);
    }
    if (octet >= 0x80) {
      high(octet);
    } else if (octet == Sequence.ESC) {
      sequence.begin(false);
      state = State.ESCAPE;
    } else if (octet < 0x20) {
      sink.control(octet);
    } else if (octet != 0x7f) {
      pending[0] = (byte) octet;
      sink.text(pending, 0, 1);
    }
  }

  private void high(int octet) {
    pending[0] = (byte) octet;
    char[] table = singleByte;
    if (table != null) {
      if (table[octet] < 0xa0) {
        c1(table[octet] - 0x40);
      } else {
        sink.character(table[octet], pending, 0, 1);
      }
      return;
    }
    if (octet < 0xc2 || octet > 0xf4) {
      sink.malformed(pending, 1);
      return;
    }
    have = 1;
    need = octet < 0xe0 ? 2 : octet < 0xf0 ? 3 : 4;
    codePoint = octet & (0x7f >> need);
    lower = octet == 0xe0 ? 0xa0 : octet == 0xf0 ? 0x90 : 0x80;
    upper = octet == 0xed ? 0x9f : octet == 0xf4 ? 0x8f : 0xbf;
  }

  private void continuation(int octet) {
    pending[have++] = (byte) octet;
    codePoint = (codePoint << 6) | (octet & 0x3f);
    lower = 0x80;
    upper = 0xbf;
    if (have < need) {
      return;
    }
    int length = have;
    have = 0;
    if (codePoint < 0xa0) {
      c1(codePoint - 0x40);
    } else {
      sink.character(codePoint, pending, 0, length);
    }
  }

  private void c1(int seventh) {
    sequence.begin(true);
    state = State.ESCAPE;
    escape(seventh);
  }

  private void inSequence(int octet) {
    if (octet == Sequence.ESC) {
      sequence.begin(false);
      state = State.ESCAPE;
    } else if (octet == CAN || octet == SUB) {
      state = State.GROUND;
      sink.control(octet);
    } else if (octet < 0x20) {
      sink.control(octet);
    } else if (octet >= 0x80) {
      state = State.GROUND;
      ground(octet);
    } else if (octet != 0x7f) {
      if (state == State.ESCAPE) {
        escape(octet);
      } else {
        command(octet);
      }
    }
  }

  private void escape(int octet) {
    boolean first = sequence.length() == 1;
    sequence.append(octet);
    if (octet < 0x30) {
      return;
    }
    if (first && octet == '[') {
      state = State.COMMAND;
    } else if (first && (octet == ']' || octet == 'P' || octet == 'X' || octet == '^')) {
      beginString(octet);
    } else if (first && (octet == '_' || octet == 'k')) {
      beginString(octet);
    } else {
      state = State.GROUND;
      sink.escape(sequence);
    }
  }

  private void command(int octet) {
    sequence.append(octet);
    if (octet >= 0x40) {
      state = State.GROUND;
      sink.command(sequence);
    }
  }

  private void beginString(int introducer) {
    state = State.STRING;
    kind = introducer;
    halfTerminator = false;
    sink.string();
  }

  private void inString(int octet) {
    char[] table = singleByte;
    boolean terminator = table == null ? halfTerminator && octet == 0x9c : table[octet] == 0x9c;
    halfTerminator = octet == 0xc2 && singleByte == null;
    if (terminator || octet == CAN || octet == SUB || (octet == 0x07 && kind == ']')) {
      state = State.GROUND;
    } else if (octet == Sequence.ESC) {
      state = State.STRING_ESCAPE;
    } else if (octet == '\n' && kind != 'P') {
      state = State.GROUND;
      ground(octet);
    } else if (kind == ']' && sequence.length() < PALETTE_LENGTH && palette(octet)) {
      state = State.GROUND;
    }
  }

  /** Returns whether this byte of an OSC completes a palette sequence of the Linux console. */
  private boolean palette(int octet) {
    if (octet < 0x20 || octet > 0x7e) {
      octet = ' ';
    }
    sequence.append(octet);
    byte[] raw = sequence.raw();
    int length = sequence.length();
    if (length == 3) {
      return octet == 'R';
    }
    if (length < PALETTE_LENGTH || raw[2] != 'P') {
      return false;
    }
    for (int i = 3; i < length; i++) {
      if (Character.digit(raw[i], 16) < 0) {
        return false;
      }
    }
    return true;
  }

  private void afterStringEscape(int octet) {
    state = State.GROUND;
    if (octet != '\\') {
      sequence.begin(false);
      state = State.ESCAPE;
      inSequence(octet);
    }
  }

  /**
   * Returns the bytes that bring another scanner from idle to this one's state: those of the
   * unfinished sequence or character. Of a string, only its start.
   */
  byte[] unfinished() {
    byte[] begun = Arrays.copyOf(sequence.raw(), sequence.length());
    return switch (state) {
      case GROUND -> Arrays.copyOf(pending, have);
      case ESCAPE -> begun;
      case COMMAND -> sequence.overlong() ? new byte[] {Sequence.ESC, '[', '0', '?'} : begun;
      case STRING -> halfTerminator ? with(begun, 0xc2) : begun;
      case STRING_ESCAPE -> with(begun, Sequence.ESC);
    };
  }

  private static byte[] with(byte[] bytes, int octet) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    longer[bytes.length] = (byte) octet;
    return longer;
  }
}
