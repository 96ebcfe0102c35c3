package postern.gateway.ssh;

import java.net.InetAddress;
import java.time.Instant;
import postern.gateway.config.Person;
import postern.gateway.config.PublicKeyEntry;

/**
 * How one login used its key: what the options of an entry are held against.
 *
 * @param fingerprint of the key whose signature was checked
 * @param source address without port
 * @param userVerified a security key verified its user (PIN or finger) before it signed
 */
public record KeyUse(String fingerprint, String source, boolean userVerified) {
  /** Whether one of this person's entries for the key holds now, under its own options. */
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
