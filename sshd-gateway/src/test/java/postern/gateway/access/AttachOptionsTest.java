package postern.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import postern.gateway.access.AttachOptions.Parsed;

final class AttachOptionsTest {
  @Test
  void parsesEverySuffixAndTheirCombinations() {
    assertThat(options("")).isEqualTo(AttachOptions.NONE);
    assertThat(options("watch")).isEqualTo(new AttachOptions(true, false, false, 0, 1));
    assertThat(options("force")).isEqualTo(new AttachOptions(false, true, false, 0, 1));
    assertThat(options("WATCH+lines=50")).isEqualTo(new AttachOptions(true, false, false, 50, 1));
    assertThat(options("port=2+raw+force+lines=100000"))
        .isEqualTo(new AttachOptions(false, true, true, 100_000, 2));
  }

  @Test
  void namesTheValidSuffixesIfOneIsUnknownRepeatedOrContradictory() {
    for (String wrong :
        new String[] {
          "spy",
          "watch+",
          "+watch",
          "watch+watch",
          "watch+force",
          "force+raw+watch",
          "lines",
          "lines=",
          "lines=0",
          "lines=-1",
          "lines=100001",
          "lines=1e3",
          "lines=99999999999",
          "port=0",
          "port=x",
          "watch=1",
          "lines=5+lines=6",
          "=",
          "port=٣",
          "a\33[31m\r\nb"
        }) {
      assertThat(AttachOptions.parse(wrong))
          .as(wrong)
          .isInstanceOfSatisfying(
              Parsed.Wrong.class,
              w ->
                  assertThat(w.why())
                      .contains("+watch, +force, +raw, +lines=N and +port=N")
                      .matches("[^\\p{Cntrl}]*"));
    }
  }

  private static AttachOptions options(String suffixes) {
    return ((Parsed.Options) AttachOptions.parse(suffixes)).options();
  }
}
