package postern.gateway.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExpressionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "login: $",
        "(?i)kernel panic - not syncing",
        "^\\[ *\\d+\\.\\d+\\] .*Linux version",
        "(\\d{1,3}\\.){3}\\d{1,3}",
        "login:.{0,1000}#",
        "[a-z]{0,1000}",
        "(?:\\d+ ){1000}",
        "a{100}b{100}c{100}",
        "(?P<what>ok|failed|[[:alpha:]\\]]+)",
        "\\Qa{1000}{1000}\\E",
        "\\pL+\\x{1F600}{2}",
      })
  void ordinaryExpressionsCompile(String text) {
    assertThatCode(() -> Expression.compile(text)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?:.?.?.?.?.?.?.?.?){1000}z",
        "((a{100}){100}){100}",
        "(?:a{1000}){1000}",
        "(?:(?:){1000}){1000}",
        "((){1000}){1000}",
        "(?P<x>(a{1000}){1000})",
        "(?i:(?:a{100,}){900})",
        "(?:[]a{9}]{1000}){1000}",
        "(?:(?:a|b|c|d|e|f|g)?){1000}",
      })
  void largeExpressionsAreRefusedBeforeTheyAreCompiled(String text) {
    assertThat(ExpressionSize.of(text)).isGreaterThan(Expression.LARGEST);
    assertThatThrownBy(() -> Expression.compile(text))
        .isInstanceOf(Expression.Fault.class)
        .hasMessageContaining("too large")
        .hasMessageContaining("5000 instructions");
  }

  @Test
  void invalidExpressionsAreRefusedInOneLine() {
    for (String text :
        List.of("a".repeat(1001), "(", "a**{", "[z-a]", "(?<=a)b", "\\1", "a{1001}")) {
      assertThatThrownBy(() -> Expression.compile(text))
          .isInstanceOf(Expression.Fault.class)
          .message()
          .doesNotContain("\n");
    }
  }

  @Test
  void estimateIsNeverBelowTheCompiledSize() {
    Random random = new Random(5);
    String[] parts = {
      "a",
      "(",
      "(?:",
      "(?i:",
      "(?P<n>",
      ")",
      ")",
      "|",
      "{3}",
      "{2,5}",
      "{0,4}",
      "{2,}",
      "?",
      "*",
      "+",
      "[a-z]",
      "[^]x(]",
      "[[:digit:]{4}]",
      "\\d",
      "\\pL",
      ".",
      "\\Q(a{2}\\E",
      "\\x{41}",
      "^",
      "$"
    };
    int compiled = 0;
    for (int i = 0; i < 60_000; i++) {
      StringBuilder text = new StringBuilder();
      int open = 0;
      for (int j = random.nextInt(12); j >= 0; j--) {
        String part = parts[random.nextInt(parts.length)];
        open += part.startsWith("(") ? 1 : part.equals(")") ? -1 : 0;
        text.append(part);
      }
      text.append(")".repeat(Math.max(0, open)));
      try {
        int size = Pattern.compile(text.toString()).programSize();
        assertThat(ExpressionSize.of(text.toString()))
            .as(text.toString())
            .isGreaterThanOrEqualTo(size - 3);
        compiled++;
      } catch (PatternSyntaxException e) {
        // not every random text is an expression
      }
    }
    assertThat(compiled).isGreaterThan(5_000);
  }

  @Test
  void searchStopsWithinTheTextWhenItIsNoLongerWanted() throws Exception {
    Expression slow = Expression.compile("(?:.?.?.?.?){250}z");
    AtomicInteger asked = new AtomicInteger();
    assertThatThrownBy(() -> slow.find("y".repeat(8_000), () -> asked.incrementAndGet() == 3))
        .isInstanceOf(Work.Stopped.class);
    assertThat(asked).hasValue(3);
    assertThat(slow.find("y".repeat(300) + "z", () -> false)).isTrue();
  }
}
