package postern.gateway.ssh;

import java.net.InetAddress;
import java.time.Instant;
import postern.gateway.config.Person;
import postern.gateway.config.PublicKeyEntry;

/**
 * How one login used its key. The options of an entry are checked against this.
 *
 * @param fingerprint of the key whose signature was verified
 * @param source address without port
 * @param userVerified whether a security key verified its user (PIN or fingerprint) before signing
 */
public record KeyUse(String fingerprint, String source, boolean userVerified) {
  /**
   * Returns whether one of this person's entries for the key is valid now under its own options.
   */
  public boolean admits(Person person, Instant now) {
    return person.keys().stream().anyMatch(entry -> holds(entry, now));
  }

  private boolean holds(PublicKeyEntry entry, Instant now) {
    return entry.fingerprint().equals(fingerprint)
        && (entry.from().isEmpty()
            || SourcePatterns.match(entry.from(), InetAddress.ofLiteral(source)))
        && entry.expires().map(now::isBefore).orElse(true)
        && (userVerified || !entry.verifyRequired());
  }
}
