package postern.mux.screen;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Passes all output and knows where a notice may be inserted. Used only for a console whose
 * operator configured it, since the machine then controls the person's terminal.
 */
public final class RawOutput implements TerminalOutput {
  private static final int MAX_SEQUENCE = 64;

  /**
   * Restores more than {@link OutputFilter#giveBack} does: an incomplete sequence or string, VT52
   * mode, 8-bit replies, another encoding than UTF-8, the printer, a locked keyboard, local echo,
   * left and right margins, suspended output, more kinds of mouse reports, and the key modes of
   * xterm and of kitty, which has one for each of its two screens.
   */
  private static final String RESTORE =
      "\030\033\\\033<\033 F\033%G\033[4i\033[?4i\033[2l\033[12h\033[?69l\033[?2026l"
          + "\033[?1001l\033[?1016l\033[>4m\033[=0u";

  private static final String OTHER_SCREEN = "\033[=0u";
  private static final boolean[] PLAIN = plain();

  private final Scanner scanner = new Scanner(new IgnoringSink(), PLAIN, MAX_SEQUENCE);
  private final byte[] copied = new byte[4_096];

  @Override
  public void pass(ByteBuffer in, ByteBuffer out) {
    while (in.hasRemaining()) {
      int n = Math.min(copied.length, in.remaining());
      in.get(copied, 0, n);
      scanner.feed(copied, 0, n);
      out.put(copied, 0, n);
    }
  }

  @Override
  public boolean atBoundary() {
    return scanner.idle();
  }

  @Override
  public byte[] giveBack() {
    String filtered = new String(OutputFilter.restore(), StandardCharsets.US_ASCII);
    return (RESTORE + filtered + OTHER_SCREEN).getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean[] plain() {
    boolean[] plain = new boolean[128];
    Arrays.fill(plain, 0x20, 0x7f, true);
    return plain;
  }
}
