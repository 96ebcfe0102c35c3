package postern.mux.screen;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import postern.mux.ScreenSnapshot;

/**
 * Answers a machine's queries for a terminal that is not shown its output: status, cursor position
 * and identity. The replies are those of a VT100 with the screen's cursor. Used by one thread.
 */
public final class TerminalQueries {
  private static final int MAX_SEQUENCE = 64;
  private static final int MOST = 16;
  private static final boolean[] PLAIN = plain();

  private final Scanner scanner = new Scanner(new Asked(), PLAIN, MAX_SEQUENCE);
  private final ArrayDeque<String> asked = new ArrayDeque<>();
  private final byte[] copied = new byte[4_096];

  public void feed(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      int n = Math.min(copied.length, bytes.remaining());
      bytes.get(copied, 0, n);
      scanner.feed(copied, 0, n);
    }
  }

  public boolean pending() {
    return !asked.isEmpty();
  }

  /** Returns the replies to all queries so far, at most 16, in their order. */
  public byte[] answers(ScreenSnapshot view) {
    StringBuilder out = new StringBuilder();
    for (String question = asked.poll(); question != null; question = asked.poll()) {
      out.append(
          switch (question) {
            case "5n" -> "\033[0n";
            case "6n" -> "\033[" + (view.addressRow() + 1) + ";" + (view.cursorCol() + 1) + "R";
            case "c" -> "\033[?1;2c";
            default -> "\033[>0;0;0c";
          });
    }
    return out.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean[] plain() {
    boolean[] plain = new boolean[128];
    Arrays.fill(plain, 0x20, 0x7f, true);
    return plain;
  }

  private final class Asked extends IgnoringSink {
    @Override
    public void command(Sequence sequence) {
      if (sequence.eightBit() || !sequence.readCommand() || asked.size() >= MOST) {
        return;
      }
      int last = sequence.last();
      boolean question = last == 'n' || last == 'c';
      if (!question || AllowedSequences.command(sequence) != AllowedSequences.Extent.WHOLE) {
        return;
      }
      String prefix = sequence.prefix() == 0 ? "" : ">";
      asked.add(last == 'c' ? prefix + "c" : sequence.value(0) + "n");
    }
  }
}
