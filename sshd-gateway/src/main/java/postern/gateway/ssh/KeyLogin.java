package postern.gateway.ssh;

import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.u2f.SecurityKeyPublicKey;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.auth.UserAuth;
import org.apache.sshd.server.auth.UserAuthFactory;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.gateway.config.Person;
import postern.gateway.config.PublicKeyEntry;
import postern.gateway.text.PlainText;

/**
 * Login by public key (RFC 4252, section 7). The login name plays no part: a key is known by its
 * fingerprint or it is not, and an unknown key is handled the same way for every name. An offer
 * without a signature decides and stores nothing. A malformed message is a failed attempt.
 */
final class KeyLogin implements UserAuth {
  private static final Logger LOG = LoggerFactory.getLogger(KeyLogin.class);
  private static final int RSA_BITS = 2048;
  private static final int USER_VERIFIED = 4;

  private final ServerSession session;
  private String user = "";

  private KeyLogin(ServerSession session) {
    this.session = session;
  }

  static UserAuthFactory factory() {
    return new UserAuthFactory() {
      @Override
      public String getName() {
        return "publickey";
      }

      @Override
      public UserAuth createUserAuth(ServerSession session) {
        return new KeyLogin(session);
      }
    };
  }

  /** One attempt as it was received. */
  private static final class Attempt {
    final String user;
    final boolean signed;
    final String algorithm;
    final byte[] blob;

    Attempt(String user, Buffer message) {
      this.user = user;
      this.signed = message.getBoolean();
      this.algorithm = message.getString();
      this.blob = message.getBytes();
    }
  }

  @Override
  public @Nullable Boolean auth(ServerSession session, String name, String service, Buffer buffer) {
    user = PlainText.quoted(name);
    try {
      if (!"ssh-connection".equals(service)) {
        return false;
      }
      Attempt tried = new Attempt(name, buffer);
      String fingerprint = PublicKeyEntry.fingerprint(tried.blob);
      ClientConnection connection = (ClientConnection) session;
      if (!connection.mayTry(user, fingerprint, tried.signed)) {
        return null; // the connection is being ended
      }
      return tried.signed
          ? signed(connection, tried, fingerprint, buffer.getBytes())
          : offered(connection, tried, fingerprint);
    } catch (Exception e) {
      LOG.debug("malformed login attempt user={} cause={}", user, PlainText.quoted(e.toString()));
      return false;
    }
  }

  private @Nullable Boolean offered(ClientConnection connection, Attempt tried, String fingerprint)
      throws Exception {
    if (mayHold(connection, fingerprint).isEmpty()
        || Algorithms.verifier(tried.algorithm) == null) {
      return false;
    }
    Buffer answer =
        session.createBuffer(SshConstants.SSH_MSG_USERAUTH_PK_OK, tried.blob.length + 64);
    answer.putString(tried.algorithm);
    answer.putBytes(tried.blob);
    session.writePacket(answer);
    return null;
  }

  private @Nullable Boolean signed(
      ClientConnection connection, Attempt tried, String fingerprint, byte[] signature)
      throws Exception {
    if (mayHold(connection, fingerprint).isEmpty()) {
      return false;
    }
    PublicKey key = new ByteArrayBuffer(tried.blob).getRawPublicKey();
    Signature verifier = Algorithms.verifier(tried.algorithm);
    if (verifier == null
        || !fits(tried.algorithm, key)
        || !verified(verifier, key, tried, signature)) {
      return false;
    }
    boolean userVerified =
        key instanceof SecurityKeyPublicKey<?> && (flags(signature) & USER_VERIFIED) != 0;
    KeyUse use = new KeyUse(fingerprint, connection.sourceText(), userVerified);
    List<Person> people = people(connection, use);
    if (people.isEmpty()) {
      return false;
    }
    if (connection.turnedAway(fingerprint)) {
      return null;
    }
    connection.proven(new ClientConnection.Proof(use, people));
    return true;
  }

  private boolean verified(Signature verifier, PublicKey key, Attempt tried, byte[] signature)
      throws Exception {
    ByteArrayBuffer text = new ByteArrayBuffer();
    text.putBytes(session.getSessionId());
    text.putByte(SshConstants.SSH_MSG_USERAUTH_REQUEST);
    text.putString(tried.user);
    text.putString("ssh-connection");
    text.putString("publickey");
    text.putBoolean(true);
    text.putString(tried.algorithm);
    text.putBytes(tried.blob);
    verifier.initVerifier(session, key);
    verifier.update(session, text.array(), text.rpos(), text.available());
    return verifier.verify(session, signature);
  }

  private static boolean fits(String algorithm, PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      return algorithm.startsWith("rsa-sha2-") && rsa.getModulus().bitLength() >= RSA_BITS;
    }
    return algorithm.equals(KeyUtils.getKeyType(key));
  }

  /**
   * Returns the flags of a security key's signature (openssh/PROTOCOL.u2f), after type and raw
   * bytes.
   */
  private static int flags(byte[] signature) {
    ByteArrayBuffer parts = new ByteArrayBuffer(signature);
    parts.getString();
    parts.getBytes();
    return parts.getByte();
  }

  /** Returns the people for whom a signature with this key could stand, if it verified its user. */
  private static List<Person> mayHold(ClientConnection connection, String fingerprint) {
    return people(connection, new KeyUse(fingerprint, connection.sourceText(), true));
  }

  private static List<Person> people(ClientConnection connection, KeyUse use) {
    Instant now = Instant.now();
    return connection.host().owners(use.fingerprint()).stream()
        .filter(person -> use.admits(person, now))
        .toList();
  }

  @Override
  public Boolean next(Buffer buffer) {
    return false;
  }

  @Override
  public String getUsername() {
    return user;
  }

  @Override
  public String getName() {
    return "publickey";
  }

  @Override
  public ServerSession getSession() {
    return session;
  }

  @Override
  public ServerSession getServerSession() {
    return session;
  }

  @Override
  public void destroy() {}
}
