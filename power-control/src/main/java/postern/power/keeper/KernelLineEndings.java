package postern.power.keeper;

import java.util.Arrays;

/**
 * Ends the lines of a User-Mode Linux guest's kernel as it does itself towards a terminal, by CR
 * LF: towards a pipe it leaves the CR out, and each line would begin where the one before ended.
 * What the guest's programs say passes as it is, since the guest's own terminal has put in what is
 * wanted. The kernel speaks until the first CR, and from each of its time stamps to the next CR.
 */
final class KernelLineEndings {
  private static final int FRACTION = 2;
  private static final int FRACTION_ENDS = FRACTION + 6;

  private boolean kernel = true;

  /** How far a stamp such as {@code [ 12.345678] } has come; 0 while there is none. */
  private int stamp;

  /** The same bytes with the carriage returns that are wanted. */
  byte[] of(byte[] bytes, int count) {
    byte[] ended = new byte[2 * count];
    int length = 0;
    for (int i = 0; i < count; i++) {
      byte b = bytes[i];
      if (b == '\n' && kernel) {
        ended[length++] = '\r';
      }
      ended[length++] = b;
      look(b);
    }
    return Arrays.copyOf(ended, length);
  }

  private void look(byte b) {
    boolean digit = b >= '0' && b <= '9';
    boolean stamped = stamp > FRACTION_ENDS && b == ' ';
    kernel = b != '\r' && (kernel || stamped);
    if (b == '[') {
      stamp = 1;
    } else if (stamp == 1) {
      stamp = digit || b == ' ' ? 1 : b == '.' ? FRACTION : 0;
    } else if (stamp >= FRACTION && stamp < FRACTION_ENDS) {
      stamp = digit ? stamp + 1 : 0;
    } else {
      stamp = stamp == FRACTION_ENDS && b == ']' ? stamp + 1 : 0;
    }
  }
}
