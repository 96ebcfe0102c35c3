package postern.gateway.act;

import static org.assertj.core.api.Assertions.assertThat;
import static postern.gateway.act.ActRig.ANN_ENTRY;
import static postern.gateway.act.ActRig.RITA_ENTRY;
import static postern.gateway.act.ActRig.fields;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.config.Fleet;
import postern.gateway.config.FleetChange;
import postern.gateway.config.Person;
import postern.gateway.config.PublicKeyEntry;

/** What a reread of the fleet changed: each person and machine by name, with file and keys. */
final class ConfigurationEventsTest {
  @TempDir private Path dir;
  private ActRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = ActRig.open(dir);
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  private void write(Fleet before, Fleet after, String by) {
    Map<String, Path> places = Map.of("person red/rita", Path.of("/etc/postern/fleet.d/red.toml"));
    rig.acts()
        .configuration()
        .write(
            new FleetChange(
                before, after, List.of(), Optional.empty(), new FleetChange.Origin(places, by)));
  }

  private static Fleet fleet(Person... people) {
    return new Fleet(List.of(people), List.of());
  }

  @Test
  void startAndStopAreWritten() {
    rig.acts().configuration().started(3);
    rig.acts().configuration().stopped();
    rig.assertWritten(EventKind.START, Outcome.OK, fields("machines", "3"));
    rig.assertWritten(EventKind.STOP, Outcome.OK, fields());
  }

  @Test
  void aFaultInAFileIsWritten() {
    rig.acts().configuration().event(Outcome.FAILED, "red.toml:3: unknown key");
    rig.assertWritten(EventKind.CONFIG, Outcome.FAILED, fields("what", "red.toml:3: unknown key"));
  }

  @Test
  void anAddedPersonIsNamedWithFileAndKey() {
    write(Fleet.empty(), fleet(RITA_ENTRY), FleetChange.Origin.FILES);
    rig.assertWritten(
        EventKind.CONFIG,
        Outcome.OK,
        fields(
            "what", "person added",
            "names", "red/rita +SHA256:rita",
            "tenant", "red",
            "file", "red.toml",
            "by", "files"));
  }

  @Test
  void aChangedPersonIsNamedWithTheKeysThatCameAndWent() {
    PublicKeyEntry key = new PublicKeyEntry("SHA256:fresh", "", List.of(), Optional.empty(), false);
    Person changed =
        new Person(
            Person.Role.TENANT,
            "red",
            "rita",
            Person.Access.TYPE,
            List.of(key),
            List.of("*"),
            "^Ec");
    write(fleet(RITA_ENTRY), fleet(changed), "admin/ann");
    rig.assertWritten(
        EventKind.CONFIG,
        Outcome.OK,
        fields(
            "what", "person changed",
            "names", "red/rita +SHA256:fresh -SHA256:rita",
            "tenant", "red",
            "file", "red.toml",
            "by", "admin/ann",
            "person", "admin/ann"));
  }

  @Test
  void aRemovedMachineIsNamed() {
    Fleet before = new Fleet(List.of(ANN_ENTRY), List.of(ActRig.entry(dir)));
    write(before, fleet(ANN_ENTRY), FleetChange.Origin.FILES);
    rig.assertWritten(
        EventKind.CONFIG,
        Outcome.OK,
        fields(
            "what", "machine removed",
            "names", "red/web1",
            "tenant", "red",
            "machine", "web1",
            "by", "files"));
  }

  @Test
  void manyChangesShareEvents() {
    List<Person> people = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      people.add(
          new Person(
              Person.Role.TENANT,
              "red",
              "person" + i,
              Person.Access.TYPE,
              List.of(),
              List.of("*"),
              "^Ec"));
    }
    write(Fleet.empty(), new Fleet(people, List.of()), FleetChange.Origin.FILES);
    assertThat(rig.events(EventKind.CONFIG)).hasSize(1);
    assertThat(rig.events(EventKind.CONFIG).getFirst().about())
        .containsEntry("what", "60 people added")
        .containsEntry("tenant", "red");
  }
}
