package postern.power.keeper;

import java.util.Arrays;

/**
 * Adds the carriage returns that the kernel of a User-Mode Linux guest omits when it writes to a
 * pipe: on a terminal it ends its lines with CR LF. The output of the guest's programs is not
 * changed, because the guest's terminal driver has already added what they need. Output is taken as
 * the kernel's until the first CR, and from each of the kernel's time stamps to the next CR.
 */
final class KernelLineEndings {
  private static final int FRACTION = 2;
  private static final int FRACTION_ENDS = FRACTION + 6;

  private boolean kernel = true;

  /** How much of a time stamp such as {@code [ 12.345678] } was seen; 0 for nothing. */
  private int stamp;

  /** Returns the bytes with the missing carriage returns. */
  byte[] convert(byte[] bytes, int count) {
    byte[] converted = new byte[2 * count];
    int length = 0;
    for (int i = 0; i < count; i++) {
      byte b = bytes[i];
      if (b == '\n' && kernel) {
        converted[length++] = '\r';
      }
      converted[length++] = b;
      advance(b);
    }
    return Arrays.copyOf(converted, length);
  }

  private void advance(byte b) {
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
