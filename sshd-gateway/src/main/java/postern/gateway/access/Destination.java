package postern.gateway.access;

import java.util.List;
import postern.gateway.config.MachineEntry;
import postern.gateway.config.Person;

/** What a login name means to one caller. */
public sealed interface Destination {
  /**
   * A machine's console and power.
   *
   * @param as whom the caller is there
   * @param suffixes what followed the first {@code +}, without it; empty when nothing did
   */
  record AtMachine(MachineEntry machine, Person as, String suffixes) implements Destination {}

  record AdminDesk(Person as) implements Destination {}

  record AuditDesk(Person as) implements Destination {}

  /** No machine was named: the list of one's machines. */
  record Lobby() implements Destination {}

  /** Several tenants have a machine of this name, and the caller sees more than one of them. */
  record Ambiguous(String name, List<String> fullNames) implements Destination {}

  /** No such machine, somebody else's, or a reserved name without the right: all the same. */
  record Nowhere(String name) implements Destination {}
}
