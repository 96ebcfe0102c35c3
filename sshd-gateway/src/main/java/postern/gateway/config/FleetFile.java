package postern.gateway.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tomlj.TomlParseResult;
import postern.gateway.config.Person.Role;
import postern.gateway.config.PersonReader.PersonAt;

/**
 * One fleet file read by itself: its entries, their lines, and its faults.
 *
 * @param path the file
 * @param text its contents
 */
record FleetFile(
    Path path, String text, List<PersonAt> people, List<MachineAt> machines, List<Fault> faults) {

  private static final Logger LOG = LoggerFactory.getLogger(FleetFile.class);

  /** A machine and the line of its entry. */
  record MachineAt(MachineEntry machine, int line) {}

  /** Reads a file. Never throws because of its contents. */
  static FleetFile read(Path path, String text, Configuration configuration) {
    Faults faults = new Faults(path, text);
    Optional<TomlParseResult> toml = TomlText.parse(text, faults::add);
    try {
      return toml.isPresent()
          ? read(path, text, configuration, new Section(toml.get(), faults, "the file", 1))
          : new FleetFile(path, text, List.of(), List.of(), faults.found());
    } catch (RuntimeException | Error e) { // a fault in one file must not affect the others
      LOG.error("cannot read a fleet file file={}", path, e);
      faults.add(
          1,
          "the file cannot be read: " + e.getClass().getSimpleName(),
          "make it simpler; the gateway's log has the details");
      return new FleetFile(path, text, List.of(), List.of(), faults.found());
    }
  }

  private static FleetFile read(Path path, String text, Configuration configuration, Section root) {
    Faults faults = root.faults();
    List<PersonAt> people = new ArrayList<>();
    root.section("tenant").ifPresent(tenants -> tenants(tenants, people));
    root.section("auditor").ifPresent(all -> people(all, Role.AUDITOR, "", people));
    root.section("admin").ifPresent(all -> people(all, Role.ADMIN, "", people));
    if (path.equals(configuration.edit())) {
      refuseRoles(people, faults);
    }
    List<MachineAt> machines = new ArrayList<>();
    root.section("machine").ifPresent(all -> machines(all, configuration, machines));
    root.noMore();
    return new FleetFile(path, text, List.copyOf(people), List.copyOf(machines), faults.found());
  }

  private static void tenants(Section tenants, List<PersonAt> people) {
    for (Section.Named named : tenants.sections()) {
      Section section = named.section();
      String tenant = Names.fold(named.name());
      Names.fault("tenant", tenant).ifPresent(bad -> section.fault(bad.wrong(), bad.right()));
      section.section("person").ifPresent(all -> people(all, Role.TENANT, tenant, people));
      section.section("auditor").ifPresent(all -> people(all, Role.AUDITOR, tenant, people));
      section.noMore();
    }
  }

  private static void people(Section all, Role role, String tenant, List<PersonAt> people) {
    for (Section.Named named : all.sections()) {
      people.add(PersonReader.read(role, tenant, named));
    }
  }

  private static void machines(Section all, Configuration configuration, List<MachineAt> machines) {
    for (Section.Named named : all.sections()) {
      Section section = named.section();
      try {
        Optional<MachineEntry> machine =
            new MachineReader(section, Names.fold(named.name()), configuration).read();
        machine.ifPresent(entry -> machines.add(new MachineAt(entry, section.line())));
      } catch (IllegalArgumentException e) { // a constructor is stricter than the reader
        section.fault(section.title() + ": " + e.getMessage(), "see the manual");
      }
    }
  }

  /**
   * Refuses admins and auditors in the file that the gateway itself writes, so that writing it
   * cannot grant these roles.
   */
  private static void refuseRoles(List<PersonAt> people, Faults faults) {
    for (PersonAt each : people) {
      if (each.person().role() != Role.TENANT) {
        faults.add(
            each.line(),
            each.person().fullName() + " is in the file that the gateway itself writes",
            "put admins and auditors into another file of the folder");
      }
    }
  }
}
