package postern.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EscapeParserTest {
  /** The prefix, what is typed, and what passes, with each command found in brackets. */
  private static final String[][] CASES = {
    {"^Ec", "ls -l\r", "ls -l\r"},
    {"^Ec", "\5c.", "<.>"},
    {"^Ec", "ab\5c?cd", "ab<?>cd"},
    {"^Ec", "\5x", "\5x"},
    {"^Ec", "\5\5c.", "\5<.>"},
    {"^Ec", "\5\5\5c.", "\5\5<.>"},
    {"^Ec", "\5\5x", "\5\5x"},
    {"^Ec", "\5cZb", "<Z?>b"},
    {"^Ec", "\5c\rb", "b"},
    {"^Ec", "\5cl0\5cl9", "<l0><l9>"},
    {"^Ec", "\5clxb", "<l?>b"},
    {"^Ec", "\5cl\rb", "b"},
    {"^Ec", "\5ck\5ckh", "<k5>ckh"},
    {"^Ec", "\5ckhb", "<k104>b"},
    {"^Ec", "\5c\\033b", "<\\27>b"},
    {"^Ec", "\5c\\377\5c\\000", "<\\255><\\0>"},
    {"^Ec", "\5c\\400x", "<\\?>x"},
    {"^Ec", "\5c\\08x", "<\\?>x"},
    {"^Ec", "\5ce\30xq", "<e6264>q"},
    {"^Ec", "\5ce\r\5cq\5cy\5cN\5c;", "<q><y><N><;>"},
    {"^Ec", "c.\5", "c."},
    {"^Ec", "\33[200~\5c.\33[201~\5c.", "\33[200~\5c.\33[201~<.>"},
    {"^Ec", "\33[20\5c.", "\33[20<.>"},
    {"^Ec", "\33\33[200~\5c.", "\33\33[200~\5c."},
    {"^Ec", "\33[201~\5c.", "\33[201~<.>"},
    {"^Ec", "\5\33[200~\5c.", "\5\33[200~\5c."},
    {"^Ec", "\u00ff\u0000\u0080", "\u00ff\u0000\u0080"},
    {"^]", "\35.", "<.>"},
    {"^]", "a\35\35.", "a\35."},
    {"^a", "\1w\1\1", "<w>\1"},
    {"~", "~.", "<.>"},
    {"~", "ls ~/x\r~w", "ls ~/x\r<w>"},
    {"~", "~/x\r", "~/x\r"},
    {"~", "~\33[200~\r~.\33[201~\r~.", "~\33[200~\r~.\33[201~\r<.>"},
    {"~", "~~.", "~."},
    {"~", "\n~\r", "\n~\r"},
    {"&", "a&.\r&.", "a&.\r<.>"},
  };

  @Test
  void findsCommandsWhereverThePacketsDivideThem() {
    for (String[] c : CASES) {
      for (int cut = 0; cut <= c[1].length(); cut++) {
        assertThat(typed(c[0], c[1].substring(0, cut), c[1].substring(cut)))
            .as("%s at %d", c[1], cut)
            .isEqualTo(c[2]);
      }
      String[] single = c[1].split("(?<=.)(?=.)", -1);
      assertThat(typed(c[0], single)).as("%s byte by byte", c[1]).isEqualTo(c[2]);
    }
  }

  @Test
  void everythingElsePassesByteForByte() {
    Random random = new Random(7);
    for (int round = 0; round < 2000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i >= 0; i--) {
        text.append(
            random.nextInt(3) == 0
                ? "\5\33[20~".charAt(random.nextInt(6))
                : (char) random.nextInt(256));
      }
      String clean = text.toString().replace("\5c", "\5d");
      if (clean.endsWith("\5")) {
        clean += "!";
      }
      int cut = random.nextInt(clean.length() + 1);
      assertThat(typed("^Ec", clean.substring(0, cut), clean.substring(cut))).isEqualTo(clean);
    }
  }

  @Test
  void aHeldPrefixIsReleasedAfterASecond() {
    EscapeParser keys = new EscapeParser(EscapePrefix.DEFAULT);
    ByteBuffer plain = ByteBuffer.allocate(8);
    keys.next(bytes("\5"), plain, 1000);
    assertThat(keys.holding()).isTrue();
    assertThat(keys.holdEnds()).isEqualTo(1000 + EscapeParser.HOLD);
    keys.release(plain);
    assertThat(plain.flip()).isEqualTo(bytes("\5"));
    assertThat(keys.holding()).isFalse();
  }

  @Test
  void aPasteWithoutAnEndMarkerIsOverWhenItStalls() {
    EscapeParser keys = new EscapeParser(EscapePrefix.DEFAULT);
    ByteBuffer plain = ByteBuffer.allocate(64);
    keys.next(bytes("\33[200~abc"), plain, 0);
    assertThat(keys.inPaste()).isTrue();
    assertThat(keys.next(bytes("\5c."), plain, EscapeParser.PASTE_STALL + 1))
        .isEqualTo(new EscapeKey('.', -1));
  }

  @Test
  void parsesPrefixesAsPeopleWriteThem() {
    assertThat(EscapePrefix.parse("^Ec")).contains(EscapePrefix.DEFAULT);
    assertThat(EscapePrefix.parse("^]")).contains(new EscapePrefix(0x1d, -1, false, "^]"));
    assertThat(EscapePrefix.parse("^a")).contains(new EscapePrefix(1, -1, false, "^a"));
    assertThat(EscapePrefix.parse("~")).contains(new EscapePrefix('~', -1, true, "~"));
    for (String wrong : new String[] {"", "^", "x", "^[", "^M", "^Ecc", "^E ", "~~", "^é"}) {
      assertThat(EscapePrefix.parse(wrong)).as(wrong).isEmpty();
    }
  }

  @Test
  void takesTwoTypedKeysAsAPrefix() {
    assertThat(EscapePrefix.typed(0x18, 'x')).contains(new EscapePrefix(0x18, 'x', false, "^Xx"));
    assertThat(EscapePrefix.typed(0x1d, ']')).contains(new EscapePrefix(0x1d, ']', false, "^]]"));
    assertThat(EscapePrefix.typed('~', '~')).contains(new EscapePrefix('~', -1, true, "~"));
    int[][] wrong = {{'a', 'b'}, {0x1b, 'c'}, {'\r', 'c'}, {0, 'c'}, {5, 3}, {5, 200}, {'~', '&'}};
    for (int[] keys : wrong) {
      assertThat(EscapePrefix.typed(keys[0], keys[1])).as(keys[0] + " " + keys[1]).isEmpty();
    }
  }

  @Test
  void aChangedPrefixCountsFromTheNextByte() {
    EscapeParser keys = new EscapeParser(EscapePrefix.DEFAULT);
    keys.changePrefix(EscapePrefix.typed(0x18, 'x').orElseThrow());
    ByteBuffer plain = ByteBuffer.allocate(16);
    assertThat(keys.next(bytes("\5c.\30x."), plain, 0)).isEqualTo(new EscapeKey('.', -1));
    assertThat(plain.flip()).isEqualTo(bytes("\5c."));
  }

  private static String typed(String prefix, String... packets) {
    EscapeParser keys = new EscapeParser(EscapePrefix.parse(prefix).orElseThrow());
    StringBuilder seen = new StringBuilder();
    for (String packet : packets) {
      ByteBuffer in = bytes(packet);
      if (keys.allPlain(in)) {
        seen.append(packet);
        continue;
      }
      while (in.hasRemaining()) {
        ByteBuffer plain = ByteBuffer.allocate(5);
        EscapeKey key = keys.next(in, plain, 0);
        seen.append(StandardCharsets.ISO_8859_1.decode(plain.flip()));
        if (key != null) {
          seen.append('<').append((char) key.key());
          seen.append(key.argument() >= 0 ? String.valueOf(key.argument()) : "");
          seen.append(key.known() ? ">" : "?>");
        }
      }
    }
    return seen.toString();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
