package postern.tui.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class KeyDecoderTest {
  private static final Map<String, String> KEYS = new LinkedHashMap<>();

  static {
    KEYS.put("\r", "Enter");
    KEYS.put("\n", "Enter");
    KEYS.put("\u001bOM", "Enter");
    KEYS.put("\t", "Tab");
    KEYS.put("\u001b[Z", "ReverseTab");
    KEYS.put("\u007f", "Backspace");
    KEYS.put("\b", "Backspace");
    KEYS.put("\u001b[A", "ArrowUp");
    KEYS.put("\u001bOB", "ArrowDown");
    KEYS.put("\u001b[1;5C", "ArrowRight");
    KEYS.put("\u001b[D", "ArrowLeft");
    KEYS.put("\u001b[H", "Home");
    KEYS.put("\u001b[4~", "End");
    KEYS.put("\u001b[5~", "PageUp");
    KEYS.put("\u001b[6;2~", "PageDown");
    KEYS.put("\u001bOP", "F1");
    KEYS.put("\u001b[[B", "F2");
    KEYS.put("\u001b[13~", "F3");
    KEYS.put("\u001b[15~", "F5");
    KEYS.put("\f", "ctrl l");
    KEYS.put("\u001bx", "alt x");
    KEYS.put("q", "q");
    KEYS.put("é", "é");
    KEYS.put("日", "日");
    KEYS.put("\ud83d\ude00", ""); // characters outside the BMP are ignored
    KEYS.put("\u001b[?1;2c", ""); // an answer of the terminal
    KEYS.put("\u001b[24;80R", "");
    KEYS.put("\u001b[200~p0\ry\u001b[A\u001b[201~", "pasted p,pasted 0,pasted y");
  }

  @Test
  void everyKeyIsKnownHoweverItsBytesAreSplit() {
    KEYS.forEach((typed, wanted) -> {
      byte[] bytes = typed.getBytes(StandardCharsets.UTF_8);
      for (int cut = 0; cut <= bytes.length; cut++) {
        KeyDecoder decoder = new KeyDecoder();
        decoder.feed(ByteBuffer.wrap(bytes, 0, cut));
        decoder.feed(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
        assertThat(names(decoder)).as("%s cut at %s", wanted, cut).isEqualTo(wanted);
      }
    });
  }

  @Test
  void allOfThemInOneRun() {
    StringBuilder typed = new StringBuilder();
    List<String> wanted = new ArrayList<>();
    KEYS.forEach((bytes, name) -> {
      typed.append(bytes);
      if (!name.isEmpty()) {
        wanted.add(name);
      }
    });
    KeyDecoder decoder = new KeyDecoder();
    for (byte b : typed.toString().getBytes(StandardCharsets.UTF_8)) {
      decoder.feed(ByteBuffer.wrap(new byte[] {b}));
    }
    assertThat(names(decoder)).isEqualTo(String.join(",", wanted));
  }

  @Test
  void anEscapeAloneIsAKeyOnceNothingFollows() {
    KeyDecoder decoder = new KeyDecoder();
    decoder.feed(ByteBuffer.wrap(new byte[] {0x1b}));
    assertThat(decoder.escapePending()).isTrue();
    assertThat(decoder.next()).isNull();
    decoder.endEscape();
    assertThat(names(decoder)).isEqualTo("Escape");
    decoder.feed(ByteBuffer.wrap(new byte[] {0x1b, 0x1b, '[', 'A'}));
    assertThat(names(decoder)).isEqualTo("Escape,ArrowUp");
  }

  @Test
  void noiseIsSurvivedAndLeavesNothingBehindForLong() {
    Random random = new Random(7);
    byte[] noise = new byte[4096];
    for (int round = 0; round < 300; round++) {
      KeyDecoder decoder = new KeyDecoder();
      random.nextBytes(noise);
      decoder.feed(ByteBuffer.wrap(noise));
      decoder.feed(ByteBuffer.wrap("\u0018\u0018\u001b[201~~q".getBytes(StandardCharsets.UTF_8)));
      assertThat(names(decoder)).endsWith("q");
    }
  }

  private static String names(KeyDecoder decoder) {
    List<String> names = new ArrayList<>();
    for (KeyStroke key = decoder.next(); key != null; key = decoder.next()) {
      String name =
          key.getKeyType() == KeyType.Character
              ? key.getCharacter().toString()
              : key.getKeyType().name();
      names.add(
          (key instanceof KeyDecoder.Pasted ? "pasted " : "")
              + (key.isCtrlDown() ? "ctrl " : "")
              + (key.isAltDown() ? "alt " : "")
              + name);
    }
    return String.join(",", names);
  }
}
