package postern.gateway.ssh;

import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;

/**
 * The algorithms that the server offers, in order of preference. Post-quantum key exchanges come
 * first. There are no finite-field groups (a handful of clients that ask for group18 keep a core
 * busy), no SHA-1, no encrypt-and-MAC and no compression.
 */
final class Algorithms {
  private static final List<BuiltinSignatures> SIGNATURES =
      List.of(
          BuiltinSignatures.ed25519,
          BuiltinSignatures.sk_ssh_ed25519,
          BuiltinSignatures.nistp256,
          BuiltinSignatures.nistp384,
          BuiltinSignatures.nistp521,
          BuiltinSignatures.sk_ecdsa_sha2_nistp256,
          BuiltinSignatures.rsaSHA512,
          BuiltinSignatures.rsaSHA256);

  private Algorithms() {}

  static void apply(SshServer server, boolean requirePostQuantum) {
    if (!SecurityUtils.isBouncyCastleRegistered()
        || !BuiltinDHFactories.mlkem768x25519.isSupported()
        || !BuiltinSignatures.ed25519.isSupported()) {
      throw new SshFault(
          "ssh: Bouncy Castle (bcprov, bcpkix, bcutil) is missing or too old for mlkem768x25519 and"
              + " ed25519; put its jars back on the class path");
    }
    List<BuiltinDHFactories> exchanges = new ArrayList<>();
    exchanges.add(BuiltinDHFactories.mlkem768x25519);
    exchanges.add(BuiltinDHFactories.sntrup761x25519);
    exchanges.add(BuiltinDHFactories.sntrup761x25519_openssh);
    if (!requirePostQuantum) {
      exchanges.add(BuiltinDHFactories.curve25519);
      exchanges.add(BuiltinDHFactories.curve25519_libssh);
    }
    server.setKeyExchangeFactories(
        NamedFactory.setUpTransformedFactories(false, exchanges, ServerBuilder.DH2KEX));
    server.setCipherFactories(
        List.of(
            BuiltinCiphers.aes128gcm,
            BuiltinCiphers.aes256gcm,
            BuiltinCiphers.aes128ctr,
            BuiltinCiphers.aes256ctr));
    server.setMacFactories(List.of(BuiltinMacs.hmacsha256etm, BuiltinMacs.hmacsha512etm));
    server.setCompressionFactories(List.of(BuiltinCompressions.none));
    server.setSignatureFactories(List.copyOf(SIGNATURES));
  }

  /** Returns the verifier for a public-key login, or null if the algorithm is not accepted. */
  static org.apache.sshd.common.signature.@org.jspecify.annotations.Nullable Signature verifier(
      String algorithm) {
    for (BuiltinSignatures each : SIGNATURES) {
      if (each.getName().equals(algorithm)) {
        return each.create();
      }
    }
    return null;
  }
}
