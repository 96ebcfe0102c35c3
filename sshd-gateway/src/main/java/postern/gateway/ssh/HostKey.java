package postern.gateway.ssh;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Set;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.jspecify.annotations.Nullable;
import postern.gateway.config.PlainFile;

/**
 * The ed25519 host key, an OpenSSH private key file of mode 0600. It is made at the first start by
 * code of our own (openssh/PROTOCOL.key), since MINA's generator writes an empty file for ed25519.
 */
final class HostKey {
  static final String FILE = "ssh_host_ed25519_key";
  private static final String TYPE = KeyPairProvider.SSH_ED25519;

  private HostKey() {}

  private static final int LARGEST = 64 << 10;

  /** Reads the key in this folder, and makes the folder and the key if they do not exist. */
  static KeyPair loadOrMake(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        make(folder, file);
      }
      return load(file);
    } catch (IOException e) {
      throw new SshFault(
          "host key " + file + ": " + e + "; the folder must be writable at the first start", e);
    }
  }

  private static KeyPair load(Path file) throws IOException {
    Set<PosixFilePermission> open = EnumSet.copyOf(PosixFilePermissions.fromString("---rwxrwx"));
    open.retainAll(Files.getPosixFilePermissions(file));
    if (!open.isEmpty()) {
      throw new SshFault("host key " + file + ": others can read or write it; chmod 600 it");
    }
    byte[] bytes;
    try {
      bytes = PlainFile.bytes(file, LARGEST);
    } catch (PlainFile.Unreadable e) {
      throw new SshFault("host key " + file + ": " + e.wrong() + "; " + e.right());
    }
    try {
      Iterator<KeyPair> pairs =
          SecurityUtils.loadKeyPairIdentities(
                  null, NamedResource.ofName(FILE), new ByteArrayInputStream(bytes), null)
              .iterator();
      KeyPair pair = pairs.hasNext() ? pairs.next() : null;
      if (pair == null || !TYPE.equals(KeyUtils.getKeyType(pair.getPublic()))) {
        throw damaged(file, null);
      }
      return pair;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw e instanceof SshFault fault ? fault : damaged(file, e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static SshFault damaged(Path file, @Nullable Throwable cause) {
    return new SshFault(
        "host key "
            + file
            + ": not an unencrypted ed25519 key in OpenSSH format; restore it from a backup, or"
            + " move it away and a new one is made (clients will then warn)",
        cause);
  }

  private static void make(Path folder, Path file) throws IOException {
    Files.createDirectories(folder.toAbsolutePath().getParent());
    if (!Files.exists(folder)) {
      Files.createDirectory(folder, mode("rwx------"));
    }
    byte[] seed = new byte[32];
    new SecureRandom().nextBytes(seed);
    byte[] open = new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();
    byte[] blob = publicBlob(open);
    byte[] text = pem(seed, open, blob);
    Path fresh = folder.resolve(FILE + ".new");
    Files.deleteIfExists(fresh);
    Set<StandardOpenOption> how =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel out = FileChannel.open(fresh, how, mode("rw-------"))) {
      ByteBuffer rest = ByteBuffer.wrap(text);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      out.force(true);
    }
    Arrays.fill(seed, (byte) 0);
    Arrays.fill(text, (byte) 0);
    Files.writeString(
        folder.resolve(FILE + ".pub"),
        TYPE + " " + Base64.getEncoder().encodeToString(blob) + " postern\n");
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] publicBlob(byte[] open) {
    ByteArrayBuffer out = new ByteArrayBuffer();
    out.putString(TYPE);
    out.putBytes(open);
    return out.getCompactData();
  }

  private static byte[] pem(byte[] seed, byte[] open, byte[] blob) {
    byte[] both = Arrays.copyOf(seed, 64);
    System.arraycopy(open, 0, both, 32, 32);
    int check = new SecureRandom().nextInt();
    ByteArrayBuffer hidden = new ByteArrayBuffer();
    hidden.putInt(check);
    hidden.putInt(check);
    hidden.putString(TYPE);
    hidden.putBytes(open);
    hidden.putBytes(both);
    hidden.putString("postern");
    for (byte pad = 1; hidden.available() % 8 != 0; pad++) {
      hidden.putByte(pad);
    }
    ByteArrayBuffer out = new ByteArrayBuffer();
    out.putRawBytes("openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII));
    out.putString("none");
    out.putString("none");
    out.putString("");
    out.putInt(1);
    out.putBytes(blob);
    out.putBytes(hidden.getCompactData());
    String body = Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(out.getCompactData());
    return ("-----BEGIN OPENSSH PRIVATE KEY-----\n"
            + body
            + "\n-----END OPENSSH PRIVATE KEY-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static FileAttribute<Set<PosixFilePermission>> mode(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }
}
