package postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The manual's examples have no fault and contain every key that the readers know. The test learns
 * the keys from the readers: an unknown key in each table makes them list the known ones.
 */
final class ExampleConfigurationTest {
  /** Longer than any key, so that no similar key is suggested. */
  private static final String UNKNOWN = "zzzzzzzzzzzzzzzzzzzz";

  private static final Pattern TABLE = Pattern.compile("(?m)^\\[[^\\]=]+\\]$");
  private static final Pattern KNOWN = Pattern.compile("known are ([a-z, -]+)$");

  @TempDir Path dir;
  private String gateway = "";
  private String fleet = "";

  @BeforeEach
  void readExamples() throws IOException {
    Path manual = Path.of("..", "docs", "manual");
    gateway = Files.readString(manual.resolve("postern.example.toml"));
    fleet = Files.readString(manual.resolve("fleet.example.toml"));
  }

  @Test
  void bothExamplesAreReadWithoutAFault() throws IOException {
    assertThat(gatewayFaults(gateway)).isEmpty();
    assertThat(fleetFaults(fleet)).isEmpty();
  }

  @Test
  void theGatewaysExampleHasEveryKey() throws IOException {
    Set<String> known = known(gatewayFaults(withUnknownKeys(gateway)));

    assertThat(known).contains("listen", "exempt", "recording");
    assertThat(known).allSatisfy(key -> assertThat(hasKey(gateway, key)).as(key).isTrue());
  }

  @Test
  void theFleetsExampleHasEveryKey() throws IOException {
    Set<String> known = known(fleetFaults(withUnknownKeys(fleet)));

    assertThat(known).contains("machine", "keys", "baud", "append", "status", "run-dir");
    assertThat(known).allSatisfy(key -> assertThat(hasKey(fleet, key)).as(key).isTrue());
  }

  /** The known keys depend on these values, so an example without one of them would hide keys. */
  @Test
  void theFleetsExampleHasEveryKindAndEveryWayToAConsoleAndToPower() throws IOException {
    for (String scheme : schemes("console")) {
      assertThat(fleet).containsPattern("(console|at) = .*\"" + scheme);
    }
    for (String scheme : schemes("power")) {
      assertThat(fleet).containsPattern("(power|at) = .*\"" + scheme);
    }
    String kinds = fleetFaults(machine("kind = \"" + UNKNOWN + "\"")).getFirst().right();
    for (String kind : kinds.replace("use ", "").split(" or ", -1)) {
      assertThat(fleet).contains(kind.isBlank() ? "[machine." : "kind = \"" + kind + "\"");
    }
  }

  private List<String> schemes(String key) throws IOException {
    Fault fault =
        fleetFaults(machine(key + " = \"" + UNKNOWN + ":/x\"")).stream()
            .filter(each -> each.wrong().contains(UNKNOWN))
            .findFirst()
            .orElseThrow();
    List<String> found =
        Pattern.compile("[a-z0-9]+:").matcher(fault.right()).results().map(r -> r.group()).toList();
    assertThat(found).as(fault.text()).hasSizeGreaterThan(3);
    return found;
  }

  private static String machine(String line) {
    return "[machine.a]\ntenant = \"t\"\n" + line + "\n";
  }

  /** Adds an unknown key to every table, including those of addresses. */
  private static String withUnknownKeys(String example) {
    String key = UNKNOWN + " = 1";
    String tables = TABLE.matcher(example).replaceAll(m -> m.group() + "\n" + key);
    return key + "\n" + tables.replace("{ at =", "{ " + key + ", at =");
  }

  private static Set<String> known(List<Fault> faults) {
    Set<String> keys = new TreeSet<>();
    for (Fault fault : faults) {
      Matcher known = KNOWN.matcher(fault.right());
      if (known.find()) {
        keys.addAll(List.of(known.group(1).split(", ", -1)));
      }
    }
    return keys;
  }

  /** Returns whether the example has this key, or a table with this name. */
  private static boolean hasKey(String example, String key) {
    return Pattern.compile("(?m)^(" + key + "|[^#]*[{,] " + key + ") = ").matcher(example).find()
        || Pattern.compile("(?m)^\\[([^\\]]+\\.)?" + key + "[.\\]]").matcher(example).find();
  }

  private List<Fault> gatewayFaults(String text) throws IOException {
    Path file = dir.resolve("postern.toml");
    Files.writeString(file, text);
    return ConfigurationReader.read(file).faults();
  }

  private List<Fault> fleetFaults(String text) throws IOException {
    Path file = dir.resolve("empty.toml");
    Files.writeString(file, "");
    FleetReader reader =
        new FleetReader(ConfigurationReader.read(file).configuration().orElseThrow());
    TreeMap<Path, String> files = new TreeMap<>();
    files.put(dir.resolve("fleet.d").resolve("fleet.toml"), text);
    return reader.read(files).faults();
  }
}
