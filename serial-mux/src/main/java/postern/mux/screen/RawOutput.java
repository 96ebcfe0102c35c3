package postern.mux.screen;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Passes everything that a machine says, and knows where a notice can be put in. For a console
 * whose operator asked for it only: the machine then has the person's terminal in its hand.
 */
public final class RawOutput implements TerminalOutput {
  private static final int MAX_SEQUENCE = 64;

  /**
   * Beyond what {@link OutputFilter#giveBack} takes back: a sequence or string cut in the middle,
   * VT52 mode, 8-bit answers, another coding than UTF-8, the printer, a locked keyboard, local
   * echo, left and right margins, output held back, more kinds of mouse reports, and the key modes
   * of xterm and kitty (which keeps one for each of its two screens).
   */
  private static final String RESTORE =
      "\030\033\\\033<\033 F\033%G\033[4i\033[?4i\033[2l\033[12h\033[?69l\033[?2026l"
          + "\033[?1001l\033[?1016l\033[>4m\033[=0u";

  private static final String OTHER_SCREEN = "\033[=0u";
  private static final boolean[] PLAIN = plain();

  private final Scanner scanner = new Scanner(new Unheeded(), PLAIN, MAX_SEQUENCE);
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
