package postern.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which addresses {@code from=} matches. */
final class SourcePatternsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.7|192.0.2.7|true",
        "192.0.2.8|192.0.2.7|false",
        "192.0.2.7|10.0.0.0/8,192.0.2.0/24|true",
        "192.0.2.7|192.0.2.?|true",
        "192.0.2.7|192.0.2.*,!192.0.2.7|false",
        "192.0.2.7|!192.0.2.7,*|false",
        "192.0.2.7|!192.0.2.8|false",
        "192.0.2.7|!192.0.2.8,*|true",
        "192.0.2.7|host.example|false",
        "192.0.2.7|*,!host.example|false",
        "192.0.2.7|*,!192.0.2.0/33|false",
        "192.0.2.7|*,!192.0.2.0/x|false",
        "192.0.2.7|::/0|false",
        "2001:db8::5|2001:DB8::/32|true",
        "2001:db8::5|2001:0db8:0:0:0:0:0:5|true",
        "2001:db8::5|2001:DB8::*|true",
        "2001:db8::5|::/0,!2001:db8::/64|false",
        "2001:db9::5|2001:db8::/32|false",
        "2001:db8::5|0.0.0.0/0|false",
        "::ffff:192.0.2.7|192.0.2.0/24|true",
      })
  void aSourceMatches(String source, String patterns, boolean matches) {
    List<String> list = List.of(patterns.split(",", -1));
    assertThat(SourcePatterns.match(list, InetAddress.ofLiteral(source))).isEqualTo(matches);
  }
}
