package postern.gateway.ssh;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.kex.KexProposalOption;
import org.jspecify.annotations.Nullable;

/**
 * ChaCha20-Poly1305 (OpenSSH's PROTOCOL.chacha20poly1305) takes less of the time of a single key
 * than AES, whose way through the platform's cryptography is long and cold after each pause; for
 * floods {@link QuickCipher} sees to another. Without strict key exchange it is open to the prefix
 * truncation of CVE-2023-48795. The offer goes out before the client's is known, so it is made only
 * to clients whose version is known to exchange keys strictly; the others get AES, not a refusal.
 */
final class TypistCipher {
  static final BuiltinCiphers CIPHER = BuiltinCiphers.cc20p1305_openssh;

  private static final Pattern OPENSSH =
      Pattern.compile("SSH-2\\.0-OpenSSH_(\\d{1,3})\\.(\\d{1,3}).*");

  /** Debian 12 has it since 1:9.2p1-2+deb12u2, DSA-5586-1. */
  private static final Pattern BOOKWORM =
      Pattern.compile("SSH-2\\.0-OpenSSH_9\\.2p1 Debian-2\\+deb12u([2-9]|\\d{2,3})");

  private TypistCipher() {}

  /** Whether a client that says so of itself exchanges keys strictly: OpenSSH does since 9.6. */
  static boolean fits(@Nullable String clientVersion) {
    if (clientVersion == null) {
      return false;
    }
    Matcher openssh = OPENSSH.matcher(clientVersion);
    if (!openssh.matches()) {
      return false;
    }
    int major = Integer.parseInt(openssh.group(1));
    int minor = Integer.parseInt(openssh.group(2));
    return major > 9 || (major == 9 && minor >= 6) || BOOKWORM.matcher(clientVersion).matches();
  }

  /** The offer for all other clients. */
  static Map<KexProposalOption, String> without(Map<KexProposalOption, String> offer) {
    Map<KexProposalOption, String> rest = new EnumMap<>(offer);
    rest.computeIfPresent(KexProposalOption.C2SENC, (option, names) -> without(names));
    rest.computeIfPresent(KexProposalOption.S2CENC, (option, names) -> without(names));
    return rest;
  }

  private static String without(String names) {
    return Arrays.stream(names.split(",", -1))
        .filter(name -> !name.equals(CIPHER.getName()))
        .collect(Collectors.joining(","));
  }

  /** Whether this was agreed on for either direction. */
  static boolean chosen(Map<KexProposalOption, String> agreed) {
    return CIPHER.getName().equals(agreed.get(KexProposalOption.C2SENC))
        || CIPHER.getName().equals(agreed.get(KexProposalOption.S2CENC));
  }
}
