package postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigurationReaderTest {
  @TempDir Path dir;

  private ConfigurationReader.Read read(String text) throws Exception {
    Path file = dir.resolve("postern.toml");
    Files.writeString(file, text);
    return ConfigurationReader.read(file);
  }

  @Test
  void anEmptyFileHasSafeDefaults() throws Exception {
    Configuration made = read("").configuration().orElseThrow();
    assertThat(made.ssh().listen().stream().map(each -> each.address().toString()))
        .containsExactly("/127.0.0.1:2222", "/[0:0:0:0:0:0:0:1]:2222");
    assertThat(made.ssh().listen()).allMatch(Configuration.Listen::byDefault);
    assertThat(made.ssh().hostKeys()).isEqualTo(dir.resolve("host-keys"));
    assertThat(made.ssh().requirePostQuantum()).isFalse();
    assertThat(made.dataDir()).isEqualTo(dir.resolve("data"));
    assertThat(made.keeperDir()).isEqualTo(dir.resolve("data/keeper"));
    assertThat(made.fleetDir()).isEqualTo(dir.resolve("fleet.d"));
    assertThat(made.edit()).isEqualTo(dir.resolve("fleet.d/90-postern.toml"));
    assertThat(made.recording())
        .isEqualTo(new Configuration.Recording(true, Configuration.Input.NONE));
  }

  @Test
  void configuredValuesAreUsed() throws Exception {
    Configuration made =
        read("""
        [ssh]
        listen = ["0.0.0.0:0", "[::]:0"]
        host-keys = "/etc/postern/keys"
        require-pq = true
        [data]
        dir = "/var/lib/postern"
        [fleet]
        dir = "machines"
        edit = "machines/99-own.toml"
        [recording]
        mode = "best-effort"
        input = "output"
        [limits]
        exempt = ["127.0.0.0/8", "::1"]
        """)
            .configuration()
            .orElseThrow();
    assertThat(made.ssh().requirePostQuantum()).isTrue();
    assertThat(made.ssh().exempt()).containsExactly("127.0.0.0/8", "::1");
    assertThat(made.ssh().listen()).noneMatch(Configuration.Listen::byDefault);
    assertThat(made.recording().strict()).isFalse();
    assertThat(made.edit()).isEqualTo(dir.resolve("machines/99-own.toml"));
    assertThat(made.needsRestart(read("").configuration().orElseThrow()))
        .containsExactly("[ssh] and [limits]", "[data]", "[fleet]", "[recording]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [ssh];lisen = []                 | 2: unknown key lisen in [ssh], did you mean listen?
          [shh]                            | 1: unknown key shh in the file, did you mean ssh?
          [ssh];listen = []                | 2: listen is empty
          [ssh];listen = ["host:22"]       | 2: listen has "host:22", which is not an address and port
          [ssh];listen = ["::1:22"]        | 2: listen has "::1:22"
          [ssh];listen = [;"127.0.0.1:1",;"127.0.0.1:70000"] | 4: listen has "127.0.0.1:70000"
          [ssh];require-pq = "yes"         | 2: require-pq in [ssh] is of the wrong kind, write true or false
          [recording];mode = "lax"         | 2: mode = "lax" is not known, use strict or best-effort
          [recording];input = "echoed"     | 2: input = "echoed" is not built yet, write input = "none"
          [recording];input = "sealed"     | 2: input = "sealed" is not built yet
          [limits];exempt = ["10.0.0.0/33"] | 2: exempt has "10.0.0.0/33", which is not a network
          [limits];exempt = ["lan"]        | 2: exempt has "lan", which is not a network
          [fleet];edit = "x.toml"          | 2: edit is not a .toml file in
          ssh = 1                          | 1: ssh in the file is of the wrong kind
          [ssh                             | 1: not TOML:
          """)
  void eachFaultHasItsLine(String lines, String fault) throws Exception {
    ConfigurationReader.Read read = read(lines.replace(';', '\n'));
    assertThat(read.configuration()).isEmpty();
    assertThat(read.faults().getFirst().text().replace(dir + "/postern.toml:", ""))
        .startsWith(fault);
  }

  @Test
  void aDataFolderTooDeepForUnixSocketsIsAFault() throws Exception {
    assertThat(read("[data]\ndir = \"" + "/d".repeat(60) + "\"").faults().getFirst().wrong())
        .contains("too long for the unix sockets in it");
  }

  @Test
  void aMissingFileIsAFaultToo() {
    assertThat(ConfigurationReader.read(dir.resolve("none.toml")).faults().getFirst().text())
        .isEqualTo(
            dir
                + "/none.toml:1: the file cannot be read: NoSuchFileException, give the path of"
                + " postern.toml");
  }
}
