package postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rereading while the gateway runs, and after a restart. */
final class FleetWatchTest {
  @TempDir Path dir;
  private ConfigFolder rig;
  private FleetWatch watch;
  private final List<FleetChange> changes = new CopyOnWriteArrayList<>();

  @BeforeEach
  void make() throws Exception {
    rig = new ConfigFolder(dir);
    rig.write("fleet.d/a.toml", ConfigFolder.machine("web1", "red"));
    start();
  }

  private void start() throws Exception {
    changes.clear();
    watch = FleetWatch.start(rig.configuration(), changes::add);
  }

  @AfterEach
  void close() {
    watch.close();
  }

  private List<String> names() {
    return watch.fleet().machines().stream().map(MachineEntry::fullName).toList();
  }

  @Test
  void aNewMachineIsReadOnceTheFilesStopChanging() throws Exception {
    assertThat(names()).containsExactly("red/web1");
    rig.write("fleet.d/b.toml", ConfigFolder.machine("web2", "blue"));
    await().atMost(Duration.ofSeconds(10)).until(() -> changes.size() == 1);
    assertThat(changes.getFirst().lines()).containsExactly("+ machine blue/web2");
    assertThat(names()).containsExactly("red/web1", "blue/web2");
    Files.delete(dir.resolve("fleet.d/a.toml"));
    await().atMost(Duration.ofSeconds(10)).until(() -> changes.size() == 2);
    assertThat(changes.get(1).lines()).containsExactly("- machine red/web1");
  }

  @Test
  void theLastGoodCopyReplacesAFaultyFileAlsoAfterARestart() throws Exception {
    rig.write("fleet.d/a.toml", ConfigFolder.machine("web1", "red"), "[machine.web2", "tenant =");
    FleetChange change = watch.reload(false);
    assertThat(change.faults()).isNotEmpty();
    assertThat(change.faults().getFirst().text())
        .startsWith(dir.resolve("fleet.d/a.toml") + ":5: ");
    assertThat(names()).containsExactly("red/web1");
    watch.close();
    start();
    assertThat(names()).containsExactly("red/web1");
    assertThat(watch.faults()).isNotEmpty();
    rig.write("fleet.d/a.toml", ConfigFolder.machine("web3", "red"));
    assertThat(watch.reload(false).faults()).isEmpty();
    assertThat(names()).containsExactly("red/web3");
  }

  @Test
  void aFaultInOneFileDoesNotDelayAnother() throws Exception {
    rig.write("fleet.d/a.toml", "[machine.web1]", "tenant = 5");
    rig.write("fleet.d/b.toml", ConfigFolder.machine("web2", "blue"));
    watch.reload(false);
    assertThat(names()).containsExactly("red/web1", "blue/web2");
  }

  @Test
  void aDuplicateInALaterFileLeavesBothAsTheyWere() throws Exception {
    rig.write("fleet.d/b.toml", ConfigFolder.machine("web2", "red"));
    watch.reload(false);
    rig.write("fleet.d/b.toml", ConfigFolder.machine("web1", "red"));
    assertThat(watch.reload(false).faults()).hasSize(1);
    assertThat(names()).containsExactly("red/web1", "red/web2");
  }

  @Test
  void aPartlyWrittenFileDoesNoHarm() throws Exception {
    String whole = ConfigFolder.machine("web1", "red") + ConfigFolder.machine("web2", "red");
    for (int cut = 1; cut < whole.length(); cut += 7) {
      Files.writeString(dir.resolve("fleet.d/a.toml"), whole.substring(0, cut));
      watch.reload(false);
      assertThat(names()).isNotNull();
    }
    Files.writeString(dir.resolve("fleet.d/a.toml"), whole);
    watch.reload(false);
    assertThat(names()).containsExactly("red/web1", "red/web2");
  }

  @Test
  void aLargeRemovalWaitsForAConfirmation() throws Exception {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      many.append(ConfigFolder.machine("m" + i, "red"));
    }
    Path big = rig.write("fleet.d/b.toml", many.toString());
    watch.reload(false);
    assertThat(names()).hasSize(41);
    Files.delete(big);
    FleetChange change = watch.reload(false);
    assertThat(change.pending().orElseThrow())
        .startsWith("the files would remove 40 of 41 machines and 0 of 0 people");
    assertThat(names()).hasSize(41);
    watch.close();
    start();
    assertThat(names()).hasSize(41);
    assertThat(watch.pending()).isPresent();
    assertThat(watch.reload(true).pending()).isEmpty();
    assertThat(names()).containsExactly("red/web1");
  }

  @Test
  void eightMachinesMayBeRemovedWithoutAConfirmation() throws Exception {
    StringBuilder few = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      few.append(ConfigFolder.machine("m" + i, "red"));
    }
    Path file = rig.write("fleet.d/b.toml", few.toString());
    watch.reload(false);
    Files.delete(file);
    assertThat(watch.reload(false).pending()).isEmpty();
    assertThat(names()).containsExactly("red/web1");
  }

  @Test
  void aMissingFolderIsOnlyAFault() throws Exception {
    Files.move(dir.resolve("fleet.d"), dir.resolve("fleet.away"));
    FleetChange change = watch.reload(false);
    assertThat(change.faults().getFirst().wrong()).isEqualTo("the fleet folder does not exist");
    assertThat(names()).containsExactly("red/web1");
    Files.move(dir.resolve("fleet.away"), dir.resolve("fleet.d"));
    rig.write("fleet.d/b.toml", ConfigFolder.machine("web2", "red"));
    await().atMost(Duration.ofSeconds(15)).until(() -> names().size() == 2);
  }

  @Test
  void checkReportsWhatARereadWouldChangeAndChangesNothing() throws Exception {
    rig.write("fleet.d/b.toml", ConfigFolder.machine("web2", "blue"), "[nonsense]");
    rig.write("fleet.d/c.toml", ConfigFolder.machine("web3", "blue"));
    FleetCheck.Result result = FleetCheck.check(dir.resolve("postern.toml"));
    assertThat(result.faults()).hasSize(1);
    assertThat(result.faults().getFirst().text())
        .startsWith(
            dir.resolve("fleet.d/b.toml") + ":5: unknown key nonsense in the file, known are");
    assertThat(result.differences()).contains("+ machine blue/web3");
  }
}
