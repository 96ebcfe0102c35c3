package postern.gateway.ssh;

import java.util.Optional;

/**
 * Receives the SSH server's events, one after the other on one virtual thread, so an implementation
 * may wait for a disk. No text contains control characters.
 */
public interface SshEvents {
  /** Returns whether a login can be recorded now. Called on login threads, so it must not block. */
  boolean ready();

  /** A connection has authenticated with a verified key. */
  void login(Caller caller, Handshake how);

  /** A connection was refused something. */
  void refused(Refusal refusal);

  /** A connection that had logged in has ended. */
  void disconnected(Caller caller, String why);

  /**
   * How a connection is protected.
   *
   * @param client the version string that the client sent, for the record only
   */
  record Handshake(String kex, String cipher, String client) {}

  /**
   * A refusal.
   *
   * @param caller the client, if it had logged in
   * @param source address without port
   * @param login the login name that was given, or empty
   * @param fingerprint of the key that was offered last, or empty
   * @param told what was refused, and how often
   */
  record Refusal(
      Optional<Caller> caller, String source, String login, String fingerprint, Told told) {}

  /** What was refused, in words, and how often since the last report. */
  record Told(String what, int times) {}
}
