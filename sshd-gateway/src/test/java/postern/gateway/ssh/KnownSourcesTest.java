package postern.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which sources are known after a restart, with a good, damaged or missing file. */
final class KnownSourcesTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final InetAddress HOME = InetAddress.ofLiteral("192.0.2.7");

  @TempDir Path dir;

  private Path file() {
    return dir.resolve("known-sources");
  }

  private KnownSources after(Duration time) {
    return KnownSources.in(file(), Clock.fixed(NOW.plus(time), ZoneOffset.UTC));
  }

  private static InetAddress v6(String address) {
    return Admission.key(InetAddress.ofLiteral(address));
  }

  @Test
  void sourcesAreKnownForThirtyDays() throws IOException {
    KnownSources first = after(Duration.ZERO);
    assertThat(first.knows(HOME)).isFalse();
    first.loggedIn(HOME);
    first.loggedIn(v6("2001:db8::1:2:3:4"));
    assertThat(first.due()).isTrue();
    first.write();
    assertThat(first.due()).isFalse();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    KnownSources later = after(Duration.ofDays(29));
    assertThat(later.knows(HOME)).isTrue();
    assertThat(later.knows(v6("2001:db8::ffff:0:0:1"))).isTrue();
    assertThat(later.knows(v6("2001:db8:0:1::1"))).isFalse();
    assertThat(after(Duration.ofDays(31)).knows(HOME)).isFalse();
    later.loggedIn(HOME);
    later.write();
    assertThat(after(Duration.ofDays(58)).knows(HOME)).isTrue();
    assertThat(after(Duration.ofDays(-1)).knows(HOME)).isTrue(); // the clock was set back
  }

  @Test
  void damageCostsOnlyTheDamagedLines() throws IOException {
    String good = HOME.getHostAddress() + " " + NOW;
    Files.writeString(
        file(), "\0\0\u00ff\n" + good + "\nhost.example " + NOW + "\n192.0.2.8\n192.0.2.9 soon");
    KnownSources read = after(Duration.ZERO);
    assertThat(read.knows(HOME)).isTrue();
    assertThat(read.knows(InetAddress.ofLiteral("192.0.2.9"))).isFalse();
    Files.delete(file());
    Files.createDirectory(file());
    KnownSources none = after(Duration.ZERO);
    none.loggedIn(HOME);
    none.write(); // logs a warning
    assertThat(none.knows(HOME)).isTrue();
    assertThat(none.due()).isFalse(); // not again without a delay
  }

  @Test
  void theNewestTenThousandSourcesAreKept() throws IOException {
    KnownSources many = after(Duration.ZERO);
    many.loggedIn(HOME);
    KnownSources later = after(Duration.ofHours(2));
    for (int i = 0; i < 10_000; i++) {
      later.loggedIn(InetAddress.ofLiteral("10.1." + i / 256 + "." + i % 256));
    }
    many.write();
    later.loggedIn(HOME);
    later.write();
    assertThat(Files.size(file())).isBetween(1L, 1L << 20);
    KnownSources read = after(Duration.ofHours(2));
    assertThat(read.knows(HOME)).isTrue();
    assertThat(read.knows(InetAddress.ofLiteral("10.1.39.15"))).isTrue();
  }
}
