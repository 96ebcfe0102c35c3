package postern.gateway.ssh;

import java.util.List;
import postern.gateway.config.Person;

/** Finds the people who have an entry for a key. Called on login threads, so it must not block. */
@FunctionalInterface
public interface KeyLookup {
  /**
   * Returns everyone with an entry for this key, whatever its options; empty if the key is unknown.
   *
   * @param fingerprint {@code SHA256:…}
   */
  List<Person> owners(String fingerprint);
}
