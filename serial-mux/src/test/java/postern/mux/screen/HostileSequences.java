package postern.mux.screen;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Sequences that must not reach a person's terminal, from {@code screen/hostile.txt}: each with an
 * "a" before and a "b" after it; and what must. {@code ^} stands for ESC.
 */
final class HostileSequences {
  /** Separated by spaces; {@code _} stands for a space. */
  static final String USEFUL =
      "^7 ^8 ^= ^> ^D ^E ^H ^M ^N ^O ^c ^n ^o ^\\ ^(0 ^(B ^)0 ^*B ^+A ^#8 ^[m ^[0;1;31m ^[38;5;12m"
          + " ^[48;2;1;2;3m ^[38:2::1:2:3m ^[4:3m ^[H ^[2;3H ^[5A ^[B ^[3C ^[D ^[E ^[F ^[7G ^[2d ^[3e"
          + " ^[3a ^[4` ^[2;2f ^[J ^[1J ^[2J ^[K ^[1K ^[2K ^[?J ^[?2K ^[@ ^[3P ^[4X ^[L ^[2M ^[S ^[2T"
          + " ^[3b ^[I ^[Z ^[g ^[3g ^[2;20r ^[r ^[s ^[u ^[4h ^[4l ^[20h ^[?1h ^[?5l ^[?6h ^[?7l"
          + " ^[?12h ^[?25l ^[?25h ^[?47h ^[?66h ^[?1000h ^[?1002h ^[?1003l ^[?1004h ^[?1005h"
          + " ^[?1006h ^[?1015l ^[?1047h ^[?1048l ^[?1049h ^[?2004h ^[?1;7;25h ^[c ^[0c ^[>c ^[5n"
          + " ^[6n ^[!p ^[1\"q ^[3_q é 漢 😀";

  private static final String BACKSLASHED = "e\033a\007b\bn\nr\rt\t\\\\";
  private static final String LEAVES = " => ";

  private HostileSequences() {}

  /**
   * @param wire each character is a byte
   * @param left what the filter lets through
   */
  record Hostile(String wire, String left) {
    byte[] bytes() {
      return wire.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  static List<Hostile> all() {
    try {
      String file = new String(OutputFilterTest.resource("hostile.txt"), StandardCharsets.US_ASCII);
      return file.lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(HostileSequences::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Hostile read(String line) {
    int arrow = line.indexOf(LEAVES);
    String sequence = arrow < 0 ? line : line.substring(0, arrow);
    String left = arrow < 0 ? "" : line.substring(arrow + LEAVES.length());
    return new Hostile("a" + bytes(sequence) + "b", "a" + bytes(left) + "b");
  }

  /** Each character of the result is a byte. */
  private static String bytes(String written) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < written.length(); i++) {
      if (written.charAt(i) != '\\') {
        out.write(written.charAt(i));
        continue;
      }
      char what = written.charAt(++i);
      int digits = what == 'x' ? 2 : what == 'u' ? 4 : 0;
      int code =
          digits == 0
              ? BACKSLASHED.charAt(BACKSLASHED.indexOf(what) + 1)
              : Integer.parseInt(written, i + 1, i + 1 + digits, 16);
      if (what == 'u') {
        out.writeBytes(Character.toString(code).getBytes(StandardCharsets.UTF_8));
      } else {
        out.write(code);
      }
      i += digits;
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }
}
