package postern.gateway.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class PlainTextTest {
  @Test
  void charactersThatActOnATerminalAreWrittenAsEscapes() {
    assertThat(PlainText.quoted("a\r\nb\tc\\d")).isEqualTo("a\\r\\nb\\tc\\\\d");
    assertThat(PlainText.quoted("\u001b[2J\u0000\u007f\u009b"))
        .isEqualTo("\\x1b[2J\\x00\\x7f\\x9b");
    assertThat(PlainText.quoted("\u202egnp.exe\u2066\u200b\u2028"))
        .isEqualTo("\\u{202e}gnp.exe\\u{2066}\\u{200b}\\u{2028}");
    assertThat(PlainText.quoted("\ud800x")).isEqualTo("\\u{d800}x");
    assertThat(PlainText.quoted("müß 漢字 😀")).isEqualTo("müß 漢字 😀");
  }

  @Test
  void textIsCutBetweenCharacters() {
    assertThat(PlainText.quoted("x".repeat(70_000))).hasSize(257).endsWith("x…");
    assertThat(PlainText.quoted("\n".repeat(300), 5)).isEqualTo("\\n\\n…");
  }

  @Test
  void noTextLeavesCharactersThatActOnATerminal() {
    Random random = new Random(7);
    for (int round = 0; round < 2000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        text.appendCodePoint(
            random.nextInt(4) == 0 ? random.nextInt(0x110000) : random.nextInt(256));
      }
      assertThat(PlainText.quoted(text.toString()).codePoints())
          .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
    }
  }
}
