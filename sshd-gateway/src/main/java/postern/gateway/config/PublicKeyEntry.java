package postern.gateway.config;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
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
    boolean verifyRequired) {
  public PublicKeyEntry {
    from = List.copyOf(from);
  }

  /** {@code SHA256:…} of a key as it stands on the wire. */
  public static String fingerprint(byte[] blob) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(blob);
      return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
