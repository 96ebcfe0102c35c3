package postern.gateway.rig;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * A security key in software: public key and signatures as OpenSSH's PROTOCOL.u2f has them. It is
 * an honest one whose owner touches it, unless it was told otherwise.
 */
public final class SecurityKey {
  public static final int TOUCHED = 1;
  public static final int VERIFIED = 4;

  /** What it does with a request. */
  public enum Habit {
    HONEST,
    /** Flips one bit of the signature proper. */
    DAMAGES,
    /** Signs with a key of its own that nobody knows. */
    SIGNS_WITH_ANOTHER,
    /** Says in the open that it was touched, and signed that it was not. */
    FORGES_FLAGS,
    /** Puts a byte behind the end. */
    ADDS_A_BYTE
  }

  /** The kinds that OpenSSH knows. */
  public enum Kind {
    ED25519("sk-ssh-ed25519@openssh.com", "Ed25519"),
    ECDSA("sk-ecdsa-sha2-nistp256@openssh.com", "SHA256withECDSAinP1363Format");

    private final String type;
    private final String signature;

    Kind(String type, String signature) {
      this.type = type;
      this.signature = signature;
    }
  }

  private final Kind kind;
  private final String application;
  private final KeyPair pair;
  private volatile String signedFor;
  private volatile int flags = TOUCHED;
  private volatile int counter = 1;
  private volatile Habit habit = Habit.HONEST;

  public SecurityKey(Kind kind, String application) throws GeneralSecurityException {
    this.kind = kind;
    this.application = application;
    this.signedFor = application;
    this.pair = pair(kind);
  }

  private static KeyPair pair(Kind kind) throws GeneralSecurityException {
    if (kind == Kind.ED25519) {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /** The flags that it says and signs. */
  public SecurityKey flags(int now) {
    flags = now;
    return this;
  }

  /** What its counter says. */
  public SecurityKey counter(int now) {
    counter = now;
    return this;
  }

  /** Signs for another application than the key's own. */
  public SecurityKey signsFor(String other) {
    signedFor = other;
    return this;
  }

  public SecurityKey habit(Habit now) {
    habit = now;
    return this;
  }

  /** A line as a .pub file has it. */
  public String line() throws IOException {
    return kind.type + " " + Base64.getEncoder().encodeToString(blob()) + " token";
  }

  byte[] blob() throws IOException {
    Message message = new Message().text(kind.type);
    if (kind == Kind.ED25519) {
      byte[] encoded = pair.getPublic().getEncoded();
      message.bytes(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    } else {
      ECPublicKey key = (ECPublicKey) pair.getPublic();
      ByteArrayOutputStream point = new ByteArrayOutputStream();
      point.write(4);
      point.writeBytes(fixed(key.getW().getAffineX()));
      point.writeBytes(fixed(key.getW().getAffineY()));
      message.text("nistp256").bytes(point.toByteArray());
    }
    return message.text(application).done();
  }

  private static byte[] fixed(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[32];
    int count = Math.min(32, bytes.length);
    System.arraycopy(bytes, bytes.length - count, fixed, 32 - count, count);
    return fixed;
  }

  byte[] sign(byte[] data) throws GeneralSecurityException, IOException {
    int count = counter;
    int signedFlags = habit == Habit.FORGES_FLAGS ? 0 : flags;
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    signed.writeBytes(sha256(signedFor.getBytes(StandardCharsets.UTF_8)));
    signed.write(signedFlags);
    new DataOutputStream(signed).writeInt(count);
    signed.writeBytes(sha256(data));
    Signature signature = Signature.getInstance(kind.signature);
    signature.initSign((habit == Habit.SIGNS_WITH_ANOTHER ? pair(kind) : pair).getPrivate());
    signature.update(signed.toByteArray());
    byte[] raw = signature.sign();
    if (habit == Habit.DAMAGES) {
      raw[raw.length / 4] ^= 1;
    }
    Message answer = new Message().text(kind.type).bytes(kind == Kind.ED25519 ? raw : numbers(raw));
    answer.number(flags, 1).number(count, 4);
    return habit == Habit.ADDS_A_BYTE ? answer.number(0, 1).done() : answer.done();
  }

  private static byte[] numbers(byte[] raw) throws IOException {
    return new Message()
        .bytes(new BigInteger(1, Arrays.copyOf(raw, 32)).toByteArray())
        .bytes(new BigInteger(1, Arrays.copyOfRange(raw, 32, 64)).toByteArray())
        .done();
  }

  private static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  /** Parts of a message as RFC 4251 writes them. */
  static final class Message {
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

    Message text(String text) throws IOException {
      return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    Message bytes(byte[] bytes) throws IOException {
      number(bytes.length, 4);
      parts.writeBytes(bytes);
      return this;
    }

    Message number(int value, int size) {
      for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
        parts.write(value >> shift);
      }
      return this;
    }

    byte[] done() {
      return parts.toByteArray();
    }
  }
}
