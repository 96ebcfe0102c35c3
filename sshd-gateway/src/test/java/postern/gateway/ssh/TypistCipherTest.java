package postern.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.sshd.common.kex.KexProposalOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TypistCipherTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.6",
        "SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13.5",
        "SSH-2.0-OpenSSH_9.9",
        "SSH-2.0-OpenSSH_10.0p2 Debian-7",
        "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u2",
        "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10"
      })
  void fitsClientsThatExchangeKeysStrictly(String version) {
    assertThat(TypistCipher.fits(version)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SSH-2.0-test",
        "SSH-2.0-OpenSSH_",
        "SSH-2.0-OpenSSH_9",
        "SSH-2.0-OpenSSH_9.5",
        "SSH-2.0-OpenSSH_8.9p1 Ubuntu-3ubuntu0.10",
        "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u1",
        "SSH-2.0-OpenSSH_9.2p1 Debian-2",
        "SSH-2.0-OpenSSH_99999999999.0",
        "SSH-2.0-PuTTY_Release_0.80",
        "SSH-1.99-OpenSSH_9.6",
        "x SSH-2.0-OpenSSH_9.6"
      })
  void fitsNobodyElse(String version) {
    assertThat(TypistCipher.fits(version)).isFalse();
    assertThat(TypistCipher.fits(null)).isFalse();
  }

  @Test
  void isTakenOutOfBothDirections() {
    String all = "aes128-ctr,chacha20-poly1305@openssh.com";
    Map<KexProposalOption, String> offer =
        Map.of(
            KexProposalOption.C2SENC, all,
            KexProposalOption.S2CENC, all,
            KexProposalOption.ALGORITHMS, "curve25519-sha256");
    assertThat(TypistCipher.without(offer))
        .containsEntry(KexProposalOption.C2SENC, "aes128-ctr")
        .containsEntry(KexProposalOption.S2CENC, "aes128-ctr")
        .containsEntry(KexProposalOption.ALGORITHMS, "curve25519-sha256");
  }
}
