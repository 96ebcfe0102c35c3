package postern.gateway.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postern.gateway.config.MachineEntry;
import postern.gateway.config.PortEntry;
import postern.mux.LineAddress;
import postern.mux.OnRelease;

/** Since when a machine belongs to its tenant, also after restarts and damage of the file. */
final class OwnershipTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir private Path dir;
  private Path file;

  @BeforeEach
  void place() {
    file = dir.resolve("owners");
  }

  private Ownership opened() {
    return new Ownership(file, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static MachineEntry machine(String name) {
    return new MachineEntry(
        "red",
        name,
        "",
        new TreeMap<>(Map.of(1, new PortEntry(new LineAddress.Tcp("127.0.0.1", 1), 24, 80))),
        Optional.empty(),
        Map.of(),
        MachineEntry.BreakPolicy.ASK,
        MachineEntry.Output.FILTERED,
        false,
        new OnRelease.Leave());
  }

  /** Two gateways one after the other; web1 is there from the start, web2 is added later. */
  private void twoOwners() {
    Ownership owners = opened();
    owners.of(machine("web1"));
    owners.save();
    owners.opened(machine("web1"), 1, 300);
    owners.opened(machine("web2"), 1, 500);
    owners.save();
  }

  @Test
  void anOwnerDoesNotSeeWhatWasRecordedBeforeTheMachineWasAdded() {
    twoOwners();
    Ownership owners = opened();
    assertThat(owners.opened(machine("web1"), 1, 900)).isZero();
    assertThat(owners.of(machine("web1")).fresh()).isFalse();
    assertThat(owners.opened(machine("web2"), 1, 900)).isEqualTo(500);
    assertThat(owners.of(machine("web2")).fresh()).isFalse();
    assertThat(owners.opened(machine("web3"), 1, 900)).isEqualTo(900);
    assertThat(owners.of(machine("web3")).fresh()).isTrue();
  }

  @Test
  void aMachineThatIsAddedAgainIsANewMachine() {
    twoOwners();
    Ownership owners = opened();
    owners.ended("red/web2");
    assertThat(owners.of(machine("web2")).fresh()).isTrue();
    assertThat(owners.opened(machine("web2"), 1, 700)).isEqualTo(700);
  }

  @Test
  void tenThousandMachinesAreStillKnownAfterARestart() {
    Ownership owners = opened();
    owners.save();
    for (int i = 0; i < 10_000; i++) {
      owners.opened(machine("machine-" + i), 1, i);
    }
    owners.save();
    Ownership again = opened();
    assertThat(again.all()).hasSize(10_000);
    assertThat(again.opened(machine("machine-9999"), 1, 20_000)).isEqualTo(9999);
  }

  /** Programs of unknown machines are ended, so damage must not make a known machine new. */
  @ParameterizedTest
  @ValueSource(strings = {"", "\0\0\0\0", "red/web1=x", "sum=1", "flip", "cut"})
  void damageHidesNoHistoryAndMakesNoMachineNew(String what) throws IOException {
    twoOwners();
    String good = Files.readString(file);
    Files.writeString(
        file,
        switch (what) {
          case "flip" -> good.replace("web2", "web3");
          case "cut" -> good.substring(0, good.length() / 2);
          default -> what;
        },
        StandardCharsets.ISO_8859_1);
    Ownership owners = opened();
    assertThat(owners.of(machine("web1")).fresh()).isFalse();
    assertThat(owners.of(machine("web2")).fresh()).isFalse();
    owners.save();
    assertThat(owners.opened(machine("web2"), 1, 900)).isZero();
  }
}
