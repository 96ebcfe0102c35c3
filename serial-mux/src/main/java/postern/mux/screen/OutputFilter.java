package postern.mux.screen;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Filters a machine's output for a person's terminal. It removes what can be turned against the
 * person: clipboard access, titles, reports that type, key modes. One instance for each
 * participant, used by one thread.
 *
 * <p>The filter passes what {@link AllowedSequences} lists. It drops everything else as a whole:
 * strings (OSC, DCS, APC, PM, SOS, titles) of any length, unknown sequences, and sequences of more
 * than 64 bytes. A terminal therefore never receives a part of a sequence. Text passes unchanged.
 * Bytes that are no UTF-8 pass as well, except those that an 8-bit terminal would read as C1
 * controls (0x80 to 0x9f). U+0080 to U+009F are dropped with the sequence that they start. The
 * controls BEL, BS, HT, LF, VT, FF, CR, SO and SI pass.
 */
public final class OutputFilter implements TerminalOutput {
  private static final int MAX_SEQUENCE = 64;
  private static final int CHUNK = 4_096;
  private static final String CONTROLS = "\007\b\t\n\013\f\r\016\017";
  private static final boolean[] PLAIN = plain();

  /**
   * Saves the cursor before it returns to the main screen. If the main screen is shown already,
   * nothing moves; if it is not, its own cursor comes back. DECSTR, followed by a save and a
   * restore, resets margins and origin mode without moving either.
   */
  private static final String RESTORE =
      "\033[m\033(B\033)B\033*B\033+B\017\0337\033[?1049l"
          + "\033[?9l\033[?1000l\033[?1002l\033[?1003l\033[?1004l\033[?1005l\033[?1006l\033[?1015l"
          + "\033[?2004l\033[?1l\033>\033[?5l\033[?12l\033[4l\033[20l\033[0\"q"
          + "\0337\033[r\0338\033[!p\033[?7h\033[?25h\033[0 q\033[m";

  private static final ByteBuffer NOWHERE = ByteBuffer.allocate(0);

  private final Scanner scanner = new Scanner(new Gate(), PLAIN, MAX_SEQUENCE);
  private final StringBuilder rewritten = new StringBuilder();
  private byte[] copied = new byte[0];
  private ByteBuffer out = NOWHERE;

  @Override
  public void pass(ByteBuffer in, ByteBuffer out) {
    this.out = out;
    feed(in);
    this.out = NOWHERE; // the buffer may be large, and the filter lives on
  }

  private void feed(ByteBuffer in) {
    if (in.hasArray()) {
      int from = in.arrayOffset() + in.position();
      scanner.feed(in.array(), from, from + in.remaining());
      in.position(in.limit());
      return;
    }
    if (copied.length == 0) {
      copied = new byte[CHUNK];
    }
    while (in.hasRemaining()) {
      int n = Math.min(copied.length, in.remaining());
      in.get(copied, 0, n);
      scanner.feed(copied, 0, n);
    }
  }

  @Override
  public boolean atBoundary() {
    return scanner.idle();
  }

  @Override
  public byte[] giveBack() {
    return restore();
  }

  /** Returns what {@link #giveBack} returns, where no filter exists. */
  public static byte[] restore() {
    return RESTORE.getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean[] plain() {
    boolean[] plain = new boolean[128];
    Arrays.fill(plain, 0x20, 0x7f, true);
    CONTROLS.chars().forEach(c -> plain[c] = true);
    return plain;
  }

  private final class Gate implements Sink {
    @Override
    public void text(byte[] bytes, int from, int to) {
      out.put(bytes, from, to - from);
    }

    @Override
    public void character(int codePoint, byte[] raw, int from, int length) {
      out.put(raw, from, length);
    }

    @Override
    public void malformed(byte[] raw, int length) {
      for (int i = 0; i < length; i++) {
        if ((raw[i] & 0xff) >= 0xa0) {
          out.put(raw[i]);
        }
      }
    }

    @Override
    public void control(int c0) {
      if (PLAIN[c0]) {
        out.put((byte) c0);
      }
    }

    @Override
    public void escape(Sequence sequence) {
      if (!sequence.eightBit() && sequence.readEscape() && AllowedSequences.escape(sequence)) {
        out.put(sequence.raw(), 0, sequence.length());
      }
    }

    @Override
    public void command(Sequence sequence) {
      if (sequence.eightBit() || !sequence.readCommand()) {
        return;
      }
      switch (AllowedSequences.command(sequence)) {
        case WHOLE -> out.put(sequence.raw(), 0, sequence.length());
        case IN_PART -> {
          rewritten.setLength(0);
          AllowedSequences.rewrite(sequence, rewritten);
          out.put(rewritten.toString().getBytes(StandardCharsets.US_ASCII));
        }
        case NOT -> {}
      }
    }

    @Override
    public void string() {
      // Strings are dropped.
    }
  }
}
