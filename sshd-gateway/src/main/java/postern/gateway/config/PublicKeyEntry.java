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
 * @param line as configured, including options and comment
 * @param from the patterns of {@code from=}; empty allows any address
 * @param expires the time of {@code expiry-time=}
 * @param verifyRequired {@code verify-required}: a security key must have verified its user
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

  /** Returns {@code SHA256:…} of a key in wire format. */
  public static String fingerprint(byte[] blob) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(blob);
      return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
