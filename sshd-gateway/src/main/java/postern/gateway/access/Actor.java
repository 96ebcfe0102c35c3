package postern.gateway.access;

import postern.gateway.config.Person;
import postern.gateway.ssh.Caller;
import postern.gateway.ssh.KeyUse;

/**
 * A person doing something, as whom, with which key, from where.
 *
 * @param person full name, {@code tenant/person}, {@code admin/name}, {@code auditor/name}
 * @param use the key, and how the login used it
 */
public record Actor(String person, KeyUse use, boolean mayType, boolean admin) {
  public static Actor of(Caller caller, Person person) {
    return new Actor(
        person.fullName(), caller.use(), mayType(person), person.role() == Person.Role.ADMIN);
  }

  public static boolean mayType(Person person) {
    return switch (person.role()) {
      case ADMIN -> true;
      case AUDITOR -> false;
      case TENANT -> person.access() == Person.Access.TYPE;
    };
  }

  /** Fingerprint. */
  public String key() {
    return use.fingerprint();
  }

  /** Address without port. */
  public String source() {
    return use.source();
  }
}
