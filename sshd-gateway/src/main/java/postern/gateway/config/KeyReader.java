package postern.gateway.config;

import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/** Reads a line of an authorized_keys file: options, type, key, comment (sshd(8)). */
final class KeyReader {
  private static final Set<String> TYPES =
      Set.of(
          "ssh-ed25519",
          "sk-ssh-ed25519@openssh.com",
          "ecdsa-sha2-nistp256",
          "ecdsa-sha2-nistp384",
          "ecdsa-sha2-nistp521",
          "sk-ecdsa-sha2-nistp256@openssh.com",
          "ssh-rsa");
  private static final int RSA_BITS = 2048;
  private static final int LINE_LIMIT = 16 * 1024;

  private List<String> from = List.of();
  private Optional<Instant> expires = Optional.empty();
  private boolean verify;

  private KeyReader() {}

  /** A key, or what is wrong with the line and what would be right. */
  sealed interface Read {
    record Key(PublicKeyEntry entry) implements Read {}

    record Bad(String wrong, String right) implements Read {}
  }

  private static final class NotAKey extends Exception {
    final String right;

    NotAKey(String wrong, String right) {
      super(wrong);
      this.right = right;
    }
  }

  static Read read(String line) {
    try {
      return new Read.Key(new KeyReader().entry(line.strip()));
    } catch (NotAKey e) {
      return new Read.Bad(String.valueOf(e.getMessage()), e.right);
    }
  }

  private PublicKeyEntry entry(String line) throws NotAKey {
    if (line.length() > LINE_LIMIT || line.indexOf('\n') >= 0) {
      throw new NotAKey(
          "a key is too long or has more than one line", "paste the line of a .pub file");
    }
    String rest = line;
    String first = word(rest);
    if (!TYPES.contains(first) && !looksLikeType(first)) {
      options(first);
      rest = rest.substring(first.length()).strip();
      first = word(rest);
    }
    String text = word(rest.substring(first.length()).strip());
    byte[] blob = blob(first, text);
    check(first, blob);
    if (verify && !first.startsWith("sk-")) {
      throw new NotAKey(
          "verify-required is set for a key that is not a security key",
          "use it with an sk-… key only");
    }
    return new PublicKeyEntry(PublicKeyEntry.fingerprint(blob), line, from, expires, verify);
  }

  private static boolean looksLikeType(String word) {
    return word.startsWith("ssh-")
        || word.startsWith("ecdsa-")
        || word.startsWith("sk-")
        || word.contains("-cert-v01@");
  }

  private static byte[] blob(String type, String text) throws NotAKey {
    if (type.contains("-cert-v01@")) {
      throw new NotAKey("certificates are not built yet", "use the plain public key");
    }
    if (!TYPES.contains(type)) {
      boolean old = type.equals("ssh-dss");
      throw new NotAKey(
          old ? "ssh-dss keys are too weak" : "the key type is not known",
          "make a key with ssh-keygen -t ed25519 and paste its .pub line");
    }
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new NotAKey("a " + type + " key is damaged", "paste the whole line of the .pub file");
    }
  }

  private static void check(String type, byte[] blob) throws NotAKey {
    PublicKey key;
    try {
      ByteArrayBuffer parts = new ByteArrayBuffer(blob);
      key = parts.getRawPublicKey();
      if (parts.available() > 0 || !type.equals(KeyUtils.getKeyType(key))) {
        throw new IllegalArgumentException("not a " + type);
      }
    } catch (Exception e) {
      throw new NotAKey("a " + type + " key is damaged", "paste the whole line of the .pub file");
    }
    if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < RSA_BITS) {
      throw new NotAKey(
          "an RSA key has only " + rsa.getModulus().bitLength() + " bits",
          "use one of " + RSA_BITS + " or more, or ssh-ed25519");
    }
  }

  /** Returns the first word. Blanks within quotes belong to it. */
  private static String word(String text) {
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' && (i == 0 || text.charAt(i - 1) != '\\')) {
        quoted = !quoted;
      } else if (!quoted && (c == ' ' || c == '\t')) {
        return text.substring(0, i);
      }
    }
    return text;
  }

  private void options(String text) throws NotAKey {
    for (String each : split(text)) {
      int equals = each.indexOf('=');
      String name = (equals < 0 ? each : each.substring(0, equals)).toLowerCase(Locale.ROOT);
      String value = equals < 0 ? "" : unquoted(each.substring(equals + 1));
      switch (name) {
        case "from" -> from(value);
        case "expiry-time" -> {
          Instant time = time(value);
          expires =
              Optional.of(expires.filter(time::isAfter).orElse(time)); // the earliest one applies
        }
        case "verify-required" -> verify = true;
        default ->
            throw new NotAKey(
                "a key begins with \""
                    + (name.length() > 32 ? name.substring(0, 32) + "…" : name)
                    + "\", which is neither a key type nor a supported option",
                "use from=, expiry-time= or verify-required, then ssh-ed25519 AAAA…");
      }
    }
  }

  private void from(String value) throws NotAKey {
    if (!from.isEmpty()) {
      throw new NotAKey("a key has from= twice", "write one from= with commas");
    }
    from = List.of(value.split(",", -1)).stream().map(String::strip).toList();
    if (from.contains("")) {
      throw new NotAKey("from= has an empty pattern", "write from=\"10.0.0.0/8,192.0.2.7\"");
    }
  }

  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      if (c == ',' && !quoted) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString());
    return parts;
  }

  private static String unquoted(String text) {
    return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }

  /** Parses YYYYMMDD[HHMM[SS]], in local time or, with a Z at the end, in UTC. */
  private static Instant time(String text) throws NotAKey {
    boolean utc = text.endsWith("Z");
    String digits = utc ? text.substring(0, text.length() - 1) : text;
    try {
      if (!digits.matches("\\d{8}(\\d{4}(\\d{2})?)?")) {
        throw new DateTimeException(digits);
      }
      String full = (digits + "000000").substring(0, 14);
      return LocalDateTime.parse(full, DateTimeFormatter.ofPattern("uuuuMMddHHmmss"))
          .atZone(utc ? ZoneOffset.UTC : ZoneId.systemDefault())
          .toInstant();
    } catch (DateTimeException e) {
      throw new NotAKey(
          "expiry-time is not a time", "write expiry-time=\"YYYYMMDD\" or \"YYYYMMDDHHMMZ\"");
    }
  }
}
