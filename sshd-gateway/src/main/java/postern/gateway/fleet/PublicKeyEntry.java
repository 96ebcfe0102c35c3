package postern.gateway.fleet;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A public key with its OpenSSH options.
 *
 * @param fingerprint {@code SHA256:…}
 * @param line as configured, options and comment included
 * @param from patterns of {@code from=}; empty means anywhere
 * @param expires of {@code expiry-time=}
 * @param verifyRequired of {@code verify-required}: a security key must have verified its user
 */
public record PublicKeyEntry(
    String fingerprint,
    String line,
    List<String> from,
    Optional<Instant> expires,
    boolean verifyRequired) {}
