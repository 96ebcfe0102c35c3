package postern.gateway.ssh;

import java.util.List;
import postern.gateway.fleet.Person;

/** Whom a key stands for, by its fingerprint alone. Asked on login threads: never waits. */
@FunctionalInterface
public interface KeyLookup {
  /**
   * Everyone this key stands for; empty when it is unknown.
   *
   * @param fingerprint {@code SHA256:…}
   */
  List<Person> owners(String fingerprint);
}
