package postern.mux.screen;

import postern.mux.CellStyle;

/**
 * The colours and attributes of a cell, packed into a long: the foreground in bits 0 to 24, the
 * background in bits 25 to 49 (0 default, 1 to 256 palette, {@code 0x1000000 | rgb}), then flags.
 */
final class Pen {
  static final long PLAIN = 0;
  static final long BOLD = 1L << 50;
  static final long FAINT = 1L << 51;
  static final long ITALIC = 1L << 52;
  static final long UNDERLINE = 1L << 53;
  static final long BLINK = 1L << 54;
  static final long INVERSE = 1L << 55;
  static final long HIDDEN = 1L << 56;
  static final long STRUCK = 1L << 57;

  /** The cell is not erased by DECSED and DECSEL. */
  static final long PROTECTED = 1L << 58;

  private static final int RGB = 0x1000000;
  private static final long COLOUR = 0x1ffffff;
  private static final int BACKGROUND_SHIFT = 25;
  private static final long[] FLAGS = {
    0, BOLD, FAINT, ITALIC, UNDERLINE, BLINK, BLINK, INVERSE, HIDDEN, STRUCK
  };

  private Pen() {}

  /** Returns the pen of a cell erased with this pen: only its background. */
  static long blank(long pen) {
    return pen & (COLOUR << BACKGROUND_SHIFT);
  }

  static CellStyle style(long pen) {
    return new CellStyle(
        outside((int) (pen & COLOUR)),
        outside((int) (pen >> BACKGROUND_SHIFT & COLOUR)),
        (pen & BOLD) != 0,
        (pen & FAINT) != 0,
        (pen & ITALIC) != 0,
        (pen & UNDERLINE) != 0,
        (pen & BLINK) != 0,
        (pen & INVERSE) != 0,
        (pen & HIDDEN) != 0,
        (pen & STRUCK) != 0);
  }

  private static int outside(int colour) {
    return colour >= RGB ? colour : colour - 1;
  }

  /** Applies a whole SGR sequence (ECMA-48 8.3.117, xterm's 38 and 48 in both forms). */
  static long apply(long pen, Sequence sgr) {
    if (sgr.count() == 0) {
      return pen & PROTECTED;
    }
    long result = pen;
    int at = 0;
    while (at < sgr.count()) {
      int end = at + 1;
      while (end < sgr.count() && sgr.joined(end)) {
        end++;
      }
      int code = sgr.value(at);
      if (code == 38 || code == 48 || code == 58) {
        boolean colon = end > at + 1;
        int colour = colon ? colonColour(sgr, at, end) : colour(sgr, at + 1, at + 2);
        result = code == 58 || colour < 0 ? result : coloured(result, code == 38, colour);
        end = colon ? end : at + 1 + taken(sgr.value(at + 1));
      } else if (code == 4 && end > at + 1) {
        result = sgr.value(at + 1) == 0 ? result & ~UNDERLINE : result | UNDERLINE;
      } else if (end == at + 1) {
        result = one(result, code);
      }
      at = end;
    }
    return result;
  }

  private static int taken(int form) {
    return form == 5 ? 2 : form == 2 ? 4 : 1;
  }

  /** {@code 38:5:n}, {@code 38:2:r:g:b} or, with a colour space, {@code 38:2:s:r:g:b}. */
  private static int colonColour(Sequence sgr, int at, int end) {
    return colour(sgr, at + 1, sgr.value(at + 1) == 2 && end - at >= 6 ? at + 3 : at + 2);
  }

  private static int colour(Sequence sgr, int form, int first) {
    if (sgr.value(form) == 5 && first < sgr.count() && sgr.value(first) < 256) {
      return sgr.value(first) + 1;
    }
    if (sgr.value(form) == 2 && first + 2 < sgr.count()) {
      int red = Math.min(255, sgr.value(first));
      int green = Math.min(255, sgr.value(first + 1));
      int blue = Math.min(255, sgr.value(first + 2));
      return RGB | (red << 16) | (green << 8) | blue;
    }
    return -1;
  }

  private static long coloured(long pen, boolean foreground, int colour) {
    int shift = foreground ? 0 : BACKGROUND_SHIFT;
    return (pen & ~(COLOUR << shift)) | ((long) colour << shift);
  }

  private static long one(long pen, int code) {
    if (code >= 30 && code <= 49) {
      int digit = code % 10;
      return digit == 8 ? pen : coloured(pen, code < 40, digit == 9 ? 0 : digit + 1);
    }
    if (code >= 90 && code <= 107) {
      return code % 10 > 7 ? pen : coloured(pen, code < 100, code % 10 + 9);
    }
    if (code > 0 && code < FLAGS.length) {
      return pen | FLAGS[code];
    }
    return switch (code) {
      case 0 -> pen & PROTECTED;
      case 21 -> pen | UNDERLINE;
      case 22 -> pen & ~(BOLD | FAINT);
      case 23 -> pen & ~ITALIC;
      case 24 -> pen & ~UNDERLINE;
      case 25 -> pen & ~BLINK;
      case 27 -> pen & ~INVERSE;
      case 28 -> pen & ~HIDDEN;
      case 29 -> pen & ~STRUCK;
      default -> pen;
    };
  }

  /** Writes the SGR sequence that turns any pen into this one, without DECSCA. */
  static void write(StringBuilder out, long pen) {
    out.append("\033[");
    if ((pen & ~PROTECTED) != 0) {
      out.append('0');
    }
    for (int code = 1; code < FLAGS.length; code++) {
      if (code != 6 && (pen & FLAGS[code]) != 0) {
        out.append(';').append(code);
      }
    }
    writeColour(out, (int) (pen & COLOUR), 30);
    writeColour(out, (int) (pen >> BACKGROUND_SHIFT & COLOUR), 40);
    out.append('m');
  }

  private static void writeColour(StringBuilder out, int colour, int base) {
    if (colour >= RGB) {
      out.append(';').append(base + 8).append(";2;").append(colour >> 16 & 0xff);
      out.append(';').append(colour >> 8 & 0xff).append(';').append(colour & 0xff);
    } else if (colour > 16) {
      out.append(';').append(base + 8).append(";5;").append(colour - 1);
    } else if (colour > 8) {
      out.append(';').append(base + 60 + colour - 9);
    } else if (colour > 0) {
      out.append(';').append(base + colour - 1);
    }
  }
}
