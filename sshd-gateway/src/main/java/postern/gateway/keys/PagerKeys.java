package postern.gateway.keys;

import java.nio.ByteBuffer;

/** Parses the keys of the pager, also those that terminals like xterm send as a sequence. */
public final class PagerKeys {
  public static final int UP = 0x101;
  public static final int DOWN = 0x102;
  public static final int PAGE_UP = 0x103;
  public static final int PAGE_DOWN = 0x104;
  public static final int HOME = 0x105;
  public static final int END = 0x106;
  public static final int ESCAPE = 0x107;
  static final int OTHER = 0x108;

  private PagerKeys() {}

  /** Takes the next key. A sequence is never divided between two buffers. */
  public static int next(ByteBuffer keys) {
    int b = keys.get() & 0xff;
    if (b != 0x1b) {
      return b;
    }
    if (!keys.hasRemaining()) {
      return ESCAPE;
    }
    int kind = keys.get() & 0xff;
    if (kind != '[' && kind != 'O') {
      return OTHER;
    }
    int number = 0;
    while (keys.hasRemaining()) {
      int c = keys.get() & 0xff;
      if (c >= '0' && c <= '9') {
        number = Math.min(number * 10 + c - '0', 1000);
      } else if (c >= 0x40 && c < 0x7f) {
        return c == '~' ? numbered(number) : lettered(c);
      }
    }
    return OTHER;
  }

  private static int numbered(int number) {
    return switch (number) {
      case 1, 7 -> HOME;
      case 4, 8 -> END;
      case 5 -> PAGE_UP;
      case 6 -> PAGE_DOWN;
      default -> OTHER;
    };
  }

  private static int lettered(int letter) {
    return switch (letter) {
      case 'A' -> UP;
      case 'B' -> DOWN;
      case 'H' -> HOME;
      case 'F' -> END;
      default -> OTHER;
    };
  }
}
