package postern.gateway.ssh;

import java.util.Optional;

/**
 * What happens at the door. Called one after the other on one virtual thread of the door's own, so
 * an implementation may wait for a disk. All text is clean of control characters.
 */
public interface SshEvents {
  /** Whether a login can be written down now. Asked on login threads: never waits. */
  default boolean ready() {
    return true;
  }

  /** A key's signature was checked and the connection let in. */
  void login(Caller caller, Handshake how);

  /** Somebody was refused something. */
  void refused(Refusal refusal);

  /** A connection that had logged in has ended. */
  void disconnected(Caller caller, String why);

  /**
   * How a connection is protected.
   *
   * @param client the version the client gave, for the record only
   */
  record Handshake(String kex, String cipher, String client) {}

  /**
   * What was refused, and to whom.
   *
   * @param caller who asked, once logged in
   * @param source address without port
   * @param login the login name given, empty when none was
   * @param fingerprint of the key last offered, empty when none was
   * @param told what, and how often
   */
  record Refusal(
      Optional<Caller> caller, String source, String login, String fingerprint, Told told) {}

  /** What was refused, in words, and how often since the last time it was told. */
  record Told(String what, int times) {}
}
