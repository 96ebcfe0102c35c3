package postern.mux.screen;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * Converts UTF-8 to ASCII for a terminal that is not known to read UTF-8. Each character beyond
 * ASCII becomes ASCII of the same width. Such a terminal takes each byte of a character for a
 * character, and 0x80 to 0x9f for controls, so none of these bytes passes. Bytes from 0xa0 on that
 * belong to no character pass unchanged, since they belong to another charset. A character may
 * arrive in pieces. One instance for each stream, used by one thread.
 */
public final class AsciiText {
  private static final int LONGEST = 4;

  /** The high bit of each of eight bytes. */
  private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

  /** The replacements of U+2500 to U+257F. */
  private static final String LINES =
      "--||--||++||++++++++++++++++++++++++++++++++++++++++++++++++++++"
          + "++++++++++++--||=|+++++++++++++++++++++++++++++++/\\X-|-|-|-|-|-|";

  private static final String FROM = "\u00a0\u00ad–—‐‑‒―‘’‚“”„…•·×÷«»‹›←→↑↓≤≥≠±°√▲▼◆●○■□";
  private static final String TO = " -------'',\"\"\".*.x/<><><>^v<>#+ov^v*oo##";

  private final byte[] begun = new byte[LONGEST];
  private int have;
  private int need;

  /** Converts the next bytes. Returns {@code in} itself, unread, if all of it is ASCII. */
  public ByteBuffer of(ByteBuffer in) {
    if (asciiLength(in) == in.remaining()) {
      return in;
    }
    ByteBuffer out = ByteBuffer.allocate(in.remaining() + LONGEST);
    while (in.hasRemaining()) {
      int length = asciiLength(in);
      if (length > 0) {
        out.put(in.slice(in.position(), length));
        in.position(in.position() + length);
      } else {
        next(in.get(), out);
      }
    }
    return out.flip();
  }

  /** Returns how many bytes can be copied unchanged: none while a character is incomplete. */
  private int asciiLength(ByteBuffer in) {
    int at = in.position();
    if (have > 0) {
      return 0;
    }
    while (in.limit() - at >= Long.BYTES && (in.getLong(at) & NOT_ASCII) == 0) {
      at += Long.BYTES;
    }
    while (at < in.limit() && in.get(at) >= 0) {
      at++;
    }
    return at - in.position();
  }

  private void next(byte one, ByteBuffer out) {
    if (have > 0 && (one & 0xc0) != 0x80) {
      other(out);
    }
    if (have > 0) {
      begun[have++] = one;
      if (have == need) {
        character(out);
      }
    } else if (one >= 0) {
      out.put(one);
    } else {
      begun[have++] = one;
      int lead = one & 0xff;
      need = lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : 2;
      if (lead < 0xc2 || lead > 0xf4) {
        other(out);
      }
    }
  }

  private void character(ByteBuffer out) {
    String text = new String(begun, 0, have, StandardCharsets.UTF_8);
    if (!same(text)) {
      other(out);
      return;
    }
    int character = text.codePointAt(0);
    have = 0;
    if (character >= 0xa0) {
      String shown = shown(character);
      for (int i = 0; i < shown.length(); i++) {
        out.put((byte) shown.charAt(i));
      }
    }
  }

  /**
   * Returns whether the bytes are valid UTF-8, which they are if decoding and encoding preserves
   * them.
   */
  private boolean same(String text) {
    byte[] back = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(back).equals(ByteBuffer.wrap(begun, 0, have));
  }

  /** Passes on bytes that are no character. */
  private void other(ByteBuffer out) {
    for (int i = 0; i < have; i++) {
      if ((begun[i] & 0xff) >= 0xa0) {
        out.put(begun[i]);
      }
    }
    have = 0;
  }

  private static String shown(int character) {
    int width = CharacterWidth.of(character);
    if (width != 1) {
      return "?".repeat(width);
    }
    if (character >= 0x2500 && character <= 0x257f) {
      return LINES.substring(character - 0x2500, character - 0x24ff);
    }
    if (character >= 0x2580 && character <= 0x259f) {
      return "#";
    }
    int known = FROM.indexOf(character);
    if (known >= 0) {
      return TO.substring(known, known + 1);
    }
    char base = Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKD).charAt(0);
    return base > ' ' && base < 0x7f ? Character.toString(base) : "?";
  }
}
