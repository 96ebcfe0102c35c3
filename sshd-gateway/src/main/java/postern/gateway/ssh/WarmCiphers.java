package postern.gateway.ssh;

import java.time.Duration;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.mac.Mac;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sums with the usual ciphers soon after the start, on a thread of its own, so often that they are
 * compiled. The processor's own instructions for AES and GHASH are used only where HotSpot's second
 * compiler has compiled the caller. Without this that happens in the middle of the first flood,
 * after much else that it makes hot: for six seconds the first viewer got 20 MB/s.
 */
final class WarmCiphers {
  private static final Logger LOG = LoggerFactory.getLogger(WarmCiphers.class);

  /** After the start, when those who come back after a restart are in. */
  static final Duration SOON = Duration.ofSeconds(3);

  /** More than the compiler asks for. Most are small: it counts calls, not bytes. */
  private static final int PACKETS = 4000;

  private static final int SMALL = 256;
  private static final int LARGE = 16 * 1024;
  private static final int ONE_LARGE_IN = 8;
  private static final int LENGTH_FIELD = 4;
  private static final int TAG = 64;

  private WarmCiphers() {}

  static void run() {
    try {
      sum();
    } catch (Exception e) {
      LOG.warn("ciphers not warmed, the first flood will be slow reason={}", e.toString());
    }
  }

  static void sum() throws Exception {
    warm(BuiltinCiphers.aes128ctr, Cipher.Mode.Encrypt);
    warm(BuiltinCiphers.aes128ctr, Cipher.Mode.Decrypt); // stock clients of old choose it
    warm(BuiltinCiphers.aes128gcm, Cipher.Mode.Encrypt);
  }

  private static void warm(BuiltinCiphers kind, Cipher.Mode mode) throws Exception {
    Cipher cipher = kind.create();
    boolean sealing = cipher.getAuthenticationTagSize() > 0;
    cipher.init(mode, new byte[cipher.getKdfSize()], new byte[cipher.getIVSize()]);
    Mac mac = BuiltinMacs.hmacsha256etm.create();
    mac.init(new byte[mac.getBlockSize()]);
    byte[] packet = new byte[LENGTH_FIELD + LARGE + TAG];
    for (int i = 0; i < PACKETS; i++) {
      int length = i % ONE_LARGE_IN == 0 ? LARGE : SMALL;
      if (sealing) {
        cipher.updateWithAAD(packet, 0, LENGTH_FIELD, length);
        continue;
      }
      cipher.update(packet, LENGTH_FIELD, length);
      mac.updateUInt(i);
      mac.update(packet, 0, LENGTH_FIELD + length);
      mac.doFinal(packet, LENGTH_FIELD + length);
    }
  }
}
