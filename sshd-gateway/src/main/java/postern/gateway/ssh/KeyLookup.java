package postern.gateway.ssh;

import java.util.List;
import postern.gateway.config.Person;

/** Who has an entry for a key, by its fingerprint alone. Asked on login threads: never waits. */
@FunctionalInterface
public interface KeyLookup {
  /**
   * Everyone with an entry for this key, whatever its options; empty when it is unknown.
   *
   * @param fingerprint {@code SHA256:…}
   */
  List<Person> owners(String fingerprint);
}
