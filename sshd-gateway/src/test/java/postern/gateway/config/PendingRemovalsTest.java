package postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * If much would be removed at once, the removals wait for a confirmation and everything else takes
 * effect.
 */
final class PendingRemovalsTest {
  @TempDir Path dir;
  private ConfigFolder rig;
  private FleetWatch watch;

  @BeforeEach
  void make() throws Exception {
    rig = new ConfigFolder(dir);
    machines("red");
    people(1, 30);
    rig.write("fleet.d/ann.toml", person("ann", 100, 101));
    start();
  }

  private void start() throws Exception {
    watch = FleetWatch.start(rig.configuration(), change -> {});
  }

  @AfterEach
  void close() {
    watch.close();
  }

  private void machines(String tenant) throws Exception {
    StringBuilder all = new StringBuilder();
    IntStream.range(0, 30).forEach(i -> all.append(ConfigFolder.machine("m" + i, tenant)));
    rig.write("fleet.d/m.toml", all.toString());
  }

  private void people(int from, int to) throws Exception {
    StringBuilder all = new StringBuilder();
    IntStream.range(from, to).forEach(i -> all.append(person("p" + i, i)));
    rig.write("fleet.d/p.toml", all.toString());
  }

  private static String person(String name, int... keys) {
    List<String> lines =
        IntStream.of(keys).mapToObj(key -> '"' + ConfigFolder.key(key) + '"').toList();
    return "[tenant.red.person." + name + "]\nkeys = [" + String.join(", ", lines) + "]\n";
  }

  private List<String> owners(int key) {
    KeyReader.Read read = KeyReader.read(ConfigFolder.key(key));
    return watch.fleet().owners(((KeyReader.Read.Key) read).entry().fingerprint()).stream()
        .map(Person::fullName)
        .toList();
  }

  @Test
  void onlyTheRemovalsWait() throws Exception {
    Files.delete(dir.resolve("fleet.d/m.toml"));
    rig.write("fleet.d/n.toml", ConfigFolder.machine("new", "red"));
    rig.write("fleet.d/ann.toml", person("ann", 100));
    assertThat(watch.reload(false).pending().orElseThrow())
        .contains("30 of 30 machines and 0 of 30 people", "reload --yes", "red/m0");
    assertThat(watch.fleet().machines()).hasSize(31);
    assertThat(owners(100)).containsExactly("red/ann");
    assertThat(owners(101)).isEmpty();
  }

  @Test
  void aKeyRemovedLaterIsRefusedWhileRemovalsWait() throws Exception {
    Files.delete(dir.resolve("fleet.d/m.toml"));
    people(1, 10);
    assertThat(watch.reload(false).pending()).isPresent();
    assertThat(owners(20)).containsExactly("red/p20");
    rig.write("fleet.d/ann.toml", person("ann", 100));
    assertThat(watch.reload(false).pending()).isPresent();
    assertThat(owners(101)).isEmpty();
    Files.delete(dir.resolve("fleet.d/ann.toml")); // one person is not a large part
    assertThat(watch.reload(false).pending()).isPresent();
    assertThat(owners(100)).isEmpty();
    assertThat(owners(20)).containsExactly("red/p20");
    assertThat(watch.reload(true).pending()).isEmpty();
    assertThat(owners(20)).isEmpty();
    assertThat(watch.fleet().machines()).isEmpty();
  }

  @Test
  void pendingRemovalsSurviveARestartWithoutTheKeysRemovedMeanwhile() throws Exception {
    Files.delete(dir.resolve("fleet.d/m.toml"));
    Files.delete(dir.resolve("fleet.d/p.toml"));
    watch.reload(false);
    rig.write("fleet.d/moved.toml", person("zoe", 20));
    watch.reload(false);
    assertThat(owners(20)).containsExactly("red/zoe");
    rig.write("fleet.d/moved.toml", "# gone");
    rig.write("fleet.d/ann.toml", person("ann", 100));
    watch.reload(false);
    watch.close();
    start();
    assertThat(watch.pending()).isPresent();
    assertThat(watch.fleet().machines()).hasSize(30);
    assertThat(owners(21)).containsExactly("red/p21");
    assertThat(owners(20)).isEmpty();
    assertThat(owners(101)).isEmpty();
    people(1, 30);
    machines("red");
    assertThat(watch.reload(false).pending()).isEmpty();
    assertThat(owners(20)).containsExactly("red/p20");
  }

  @Test
  void machinesGivenToAnotherTenantStayUntilAConfirmation() throws Exception {
    machines("blue");
    assertThat(watch.reload(false).pending()).isPresent();
    assertThat(watch.fleet().machines()).hasSize(30).allMatch(m -> m.tenant().equals("red"));
    watch.reload(true);
    assertThat(watch.fleet().machines()).hasSize(30).allMatch(m -> m.tenant().equals("blue"));
  }

  @Test
  void damagedStoredRemovalsDoNotPreventAStart() throws Exception {
    Files.delete(dir.resolve("fleet.d/m.toml"));
    watch.reload(false);
    watch.close();
    Files.write(dir.resolve("data/fleet-held/list"), new byte[] {(byte) 0xff, 0, 1});
    start();
    assertThat(owners(100)).containsExactly("red/ann");
  }
}
