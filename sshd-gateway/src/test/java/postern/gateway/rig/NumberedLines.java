package postern.gateway.rig;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An endless text of numbered lines: each byte of it is known by its offset. */
public final class NumberedLines {
  public static final int LENGTH = 64;
  private static final String REST = " of what the machine says, ten people look on...\r\n";
  private static final Pattern BEGIN = Pattern.compile("line (\\d{9}) of");

  private NumberedLines() {}

  /** So many lines, from that one on. */
  public static byte[] lines(long first, int count) {
    StringBuilder text = new StringBuilder(count * LENGTH);
    for (long number = first; number < first + count; number++) {
      text.append("line %09d".formatted(number)).append(REST);
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** Follows what somebody is shown of it, from its first byte on. */
  public static final class Reader {
    /** What came behind a gap, until the begin of a line tells where it belongs. */
    private final ByteArrayOutputStream astray = new ByteArrayOutputStream();

    private byte[] line = lines(0, 1);
    private long number;
    private long at;
    private long missed;
    private @Nullable String fault;

    synchronized void shown(byte[] bytes, int count) {
      for (int i = 0; i < count && fault == null; i++) {
        if (astray.size() == 0 && bytes[i] == expected()) {
          at++;
        } else {
          astray.write(bytes[i]);
          findPlace();
        }
      }
    }

    private byte expected() {
      if (at / LENGTH != number) {
        number = at / LENGTH;
        line = lines(number, 1);
      }
      return line[(int) (at % LENGTH)];
    }

    private void findPlace() {
      byte[] bytes = astray.toByteArray();
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      Matcher begin = BEGIN.matcher(text);
      if (!begin.find()) {
        fault = bytes.length > 3 * LENGTH ? "no line at " + at + ": " + text : null;
        return;
      }
      long place = Long.parseLong(begin.group(1)) * LENGTH - begin.start();
      if (place <= at) {
        fault = "at " + at + " again, or too early, what stands at " + place + ": " + text;
        return;
      }
      missed += place - at;
      at = place;
      astray.reset();
      for (byte each : bytes) {
        fault = each == expected() ? fault : "not what was said at " + at + ": " + text;
        at++;
      }
    }

    /** How far it is, in bytes of the whole text. */
    public synchronized long at() {
      if (fault != null) {
        throw new AssertionError(fault);
      }
      return at;
    }

    /** Bytes that were left out on the way. */
    public synchronized long missed() {
      return missed;
    }
  }
}
