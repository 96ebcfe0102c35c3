package postern.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ShellWordsTest {
  @Test
  void onlyQuotesAndBackslashesAreSpecial() {
    assertThat(ShellWords.split("")).isEmpty();
    assertThat(ShellWords.split(" \t\n ")).isEmpty();
    assertThat(ShellWords.split(" power  cycle ")).containsExactly("power", "cycle");
    assertThat(ShellWords.split("send 'a \"b' \"c 'd\" e\\ f"))
        .containsExactly("send", "a \"b", "c 'd", "e f");
    assertThat(ShellWords.split("a''b \"\" ''")).containsExactly("ab", "", "");
    assertThat(ShellWords.split("\"\\x \\\\ \\\" \\$ \\`\"")).containsExactly("\\x \\ \" $ `");
    assertThat(ShellWords.split("a\\\nb \"c\\\nd\"")).containsExactly("ab", "cd");
    assertThat(ShellWords.split("$HOME `id` * ~ #x ;&|<>(){}"))
        .containsExactly("$HOME", "`id`", "*", "~", "#x", ";&|<>(){}");
    assertThat(ShellWords.split("a\u00a0b\u3000c\r")).as("no blanks").hasSize(1);
  }

  @Test
  void unfinishedQuotesAndBackslashesAreRefused() {
    assertThatThrownBy(() -> ShellWords.split("send 'x")).hasMessage("the quote ' is not closed");
    assertThatThrownBy(() -> ShellWords.split("send \"x")).hasMessage("the quote \" is not closed");
    assertThatThrownBy(() -> ShellWords.split("send \"x\\"))
        .hasMessage("the quote \" is not closed");
    assertThatThrownBy(() -> ShellWords.split("send x\\"))
        .hasMessage("nothing follows the backslash at the end");
  }

  @Test
  void splitsRandomLinesAsTheShellDoes() throws Exception {
    Random random = new Random(11);
    String alphabet = "ab \t'\"\\\\-=é";
    int compared = 0;
    for (int round = 0; round < 400; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(14); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String line = text.toString();
      List<String> ours;
      try {
        ours = ShellWords.split(line);
      } catch (UsageFault fault) {
        continue;
      }
      assertThat(ours).as(line).isEqualTo(shell(line));
      compared++;
    }
    assertThat(compared).isGreaterThan(100);
  }

  private static List<String> shell(String line) throws IOException, InterruptedException {
    Process sh = new ProcessBuilder("sh", "-c", "printf '%s\\0' first " + line).start();
    String said = new String(sh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(sh.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(sh.exitValue()).as(line).isZero();
    List<String> words = new ArrayList<>(List.of(said.split("\0", -1)));
    return words.subList(1, words.size() - 1);
  }
}
