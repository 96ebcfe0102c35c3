package postern.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a fake machine says: lines of {@value #LENGTH} bytes, its name, a number that goes up by
 * one, and letters that depend on the number, so that loss, doubling and damage all show.
 */
final class NumberedLine {
  static final int LENGTH = 64;
  static final int NAME = 6;
  private static final int NUMBER = NAME + 1;
  private static final int DIGITS = 12;
  private static final int LETTERS = NUMBER + DIGITS + 1;
  private static final int END = LENGTH - 2;
  private static final byte[][] ALPHABETS = alphabets();

  private final byte[] bytes = new byte[LENGTH];
  private long number;

  /**
   * @param name exactly {@value #NAME} characters of ASCII
   */
  NumberedLine(String name) {
    Arrays.fill(bytes, (byte) ' ');
    System.arraycopy(name.getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, NAME);
    bytes[END] = '\r';
    bytes[END + 1] = '\n';
    jumpTo(0);
  }

  long number() {
    return number;
  }

  byte[] bytes() {
    return bytes;
  }

  void jumpTo(long to) {
    number = to;
    long rest = to;
    for (int i = NUMBER + DIGITS - 1; i >= NUMBER; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    letters();
  }

  void advance() {
    number++;
    int i = NUMBER + DIGITS - 1;
    while (bytes[i] == '9') {
      bytes[i--] = '0';
    }
    bytes[i]++;
    letters();
  }

  private void letters() {
    System.arraycopy(ALPHABETS[(int) (number % 26)], 0, bytes, LETTERS, END - LETTERS);
  }

  /** The number of the line that begins here, or -1 where the bytes are no line of this machine. */
  long numberAt(byte[] from, int at) {
    if (!Arrays.equals(from, at, at + NAME, bytes, 0, NAME)) {
      return -1;
    }
    long value = 0;
    for (int i = NUMBER; i < NUMBER + DIGITS; i++) {
      int digit = from[at + i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    byte[] letters = ALPHABETS[(int) (value % 26)];
    boolean whole =
        Arrays.equals(from, at + LETTERS, at + END, letters, 0, END - LETTERS)
            && from[at + END] == '\r'
            && from[at + END + 1] == '\n';
    return whole ? value : -1;
  }

  /** Fills a buffer with whole lines, as many as fit and not more than asked for. */
  void fill(ByteBuffer buffer, long most) {
    for (long left = most; left > 0 && buffer.remaining() >= LENGTH; left--) {
      buffer.put(bytes);
      advance();
    }
  }

  private static byte[][] alphabets() {
    byte[][] all = new byte[26][END - LETTERS];
    for (int first = 0; first < 26; first++) {
      for (int i = 0; i < END - LETTERS; i++) {
        all[first][i] = (byte) ('a' + (first + i) % 26);
      }
    }
    return all;
  }
}
