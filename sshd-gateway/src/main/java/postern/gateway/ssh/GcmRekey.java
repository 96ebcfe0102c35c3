package postern.gateway.ssh;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.sshd.common.kex.KexProposalOption;
import org.jspecify.annotations.Nullable;

/**
 * Requests a key exchange that switches to AES-GCM once much has been sent. The client's order of
 * preference decides the cipher, and OpenSSH prefers ChaCha20 and, before version 10, AES-CTR to
 * AES-GCM, which costs about half the processor time on both sides. In the second exchange the
 * server offers, for its own direction, only the GCM ciphers that the client has named. In the
 * first it could know these only by waiting for the client's offer, one more round trip at each
 * login.
 */
final class GcmRekey {
  /** The number of bytes that justifies a key exchange: more than a boot log or typing. */
  private static final long MUCH = 1 << 20;

  private volatile boolean asked;

  /** Returns whether keys should be exchanged again. */
  boolean due(long sent, @Nullable String now, Map<KexProposalOption, String> client) {
    boolean due = !asked && sent > MUCH && now != null && !gcm(now) && !offered(client).isEmpty();
    asked |= due;
    return due;
  }

  /** Returns the server's offer in an exchange that is not the first. */
  static Map<KexProposalOption, String> laterOffer(
      Map<KexProposalOption, String> offer, Map<KexProposalOption, String> client) {
    String both =
        list(offer.get(KexProposalOption.S2CENC)).stream()
            .filter(offered(client)::contains)
            .collect(Collectors.joining(","));
    if (both.isEmpty()) {
      return offer;
    }
    Map<KexProposalOption, String> quick = new EnumMap<>(offer);
    quick.put(KexProposalOption.S2CENC, both);
    return quick;
  }

  private static List<String> offered(Map<KexProposalOption, String> client) {
    return list(client.get(KexProposalOption.S2CENC)).stream().filter(GcmRekey::gcm).toList();
  }

  private static List<String> list(@Nullable String names) {
    return names == null ? List.of() : Arrays.asList(names.split(",", -1));
  }

  private static boolean gcm(String cipher) {
    return cipher.contains("-gcm@");
  }
}
