package postern.gateway.access;

import java.util.List;
import postern.gateway.config.MachineEntry;
import postern.gateway.config.Person;

/** What a login name means to one caller. */
public sealed interface Destination {
  /**
   * A machine's console and power.
   *
   * @param as the person that the caller is there
   * @param suffixes the text behind the first {@code +}, or empty
   */
  record AtMachine(MachineEntry machine, Person as, String suffixes) implements Destination {}

  record Admin(Person as) implements Destination {}

  record Auditor(Person as) implements Destination {}

  /** No machine was named: the list of the caller's machines. */
  record MachineList() implements Destination {}

  /** Several tenants have a machine of this name, and the caller sees more than one of them. */
  record Ambiguous(String name, List<String> fullNames) implements Destination {}

  /**
   * There is no such machine, or the caller may not see it, or it is a reserved name that the
   * caller has no right to. The caller cannot tell which.
   */
  record NotFound(String name) implements Destination {}
}
