package postern.gateway.ssh;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.sshd.common.kex.KexProposalOption;
import org.jspecify.annotations.Nullable;

/**
 * A client's own order decides on the cipher, and stock OpenSSH puts ChaCha20, before 10 AES-CTR
 * too, in front of AES-GCM, which is about half the work on both sides. Once much has been sent to
 * it, keys are exchanged anew, and there the server offers for its own direction only the GCM
 * ciphers that the client is known to take. At the first exchange it could know them only by
 * waiting for the client's offer, a round trip more at each login.
 */
final class GcmRekey {
  /** So much is worth an exchange of keys, bytes: a flood, no boot log and no typing. */
  private static final long MUCH = 1 << 20;

  private volatile boolean asked;

  /** Whether keys should be exchanged anew. */
  boolean due(long sent, @Nullable String now, Map<KexProposalOption, String> client) {
    boolean due = !asked && sent > MUCH && now != null && !gcm(now) && !offered(client).isEmpty();
    asked |= due;
    return due;
  }

  /** The server's offer in an exchange that is not the first. */
  static Map<KexProposalOption, String> again(
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
