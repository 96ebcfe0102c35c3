package postern.gateway.access;

import postern.gateway.config.Person;
import postern.gateway.ssh.Caller;
import postern.gateway.ssh.KeyUse;

/**
 * A person who acts, with the key and the address they logged in with.
 *
 * @param person full name, {@code tenant/person}, {@code admin/name}, {@code auditor/name}
 * @param use the key of the login, and how it was used
 * @param mayType whether the person has more than watch access
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

  /** Returns whether a login with these options may ever have the keyboard. */
  public boolean mayType(AttachOptions options) {
    return mayType && !options.watch();
  }

  /** Returns the fingerprint of the key. */
  public String key() {
    return use.fingerprint();
  }

  /** Returns the address without its port. */
  public String source() {
    return use.source();
  }
}
