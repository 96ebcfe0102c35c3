package postern.tui.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.googlecode.lanterna.TextCharacter;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CleanTextTest {
  @Test
  void cleanTextFillsItsColumnsExactlyAsLanternaCountsThem() {
    CleanText text = new CleanText(true);
    Random random = new Random(3);
    for (int round = 0; round < 3000; round++) {
      StringBuilder foreign = new StringBuilder();
      for (int i = random.nextInt(30); i > 0; i--) {
        foreign.append((char) random.nextInt(round % 2 == 0 ? 0x10000 : 0x600));
      }
      int columns = random.nextInt(40);
      String fitted = text.fit(text.clean(foreign.toString()), columns);
      int width = 0;
      for (TextCharacter cell : TextCharacter.fromString(fitted)) {
        width += cell.isDoubleWidth() ? 2 : 1;
      }
      assertThat(width).isEqualTo(columns);
      assertThat(fitted.codePoints()).noneMatch(c -> c < ' ' || (c >= 0x7f && c < 0xa0));
    }
  }

  @Test
  void aWideCharacterIsNeverCutInHalf() {
    CleanText text = new CleanText(true);
    assertThat(text.fit("日本語", 6)).isEqualTo("日本語");
    assertThat(text.fit("日本語", 5)).isEqualTo("日本…");
    assertThat(text.fit("日本語", 4)).isEqualTo("日… ");
    assertThat(text.fit("日本語", 0)).isEmpty();
  }
}
