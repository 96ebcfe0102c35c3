package postern.gateway.act;

import postern.audit.SessionEnd;

/** How sessions are ended by others than the person in them. */
final class Endings {
  /** The machine left the fleet or went to another tenant. */
  static final Ending REMOVED = new Ending(SessionEnd.REMOVED, 1, "this machine was removed");

  static final Ending WITHDRAWN =
      new Ending(SessionEnd.WITHDRAWN, 3, "your access to this machine was withdrawn");

  static final Ending SHUTDOWN =
      new Ending(
          SessionEnd.SHUTDOWN,
          1,
          "the gateway restarts: back in about 10 s, same command; the machine runs on");

  private Endings() {}

  /** An admin ended it. */
  static Ending killed(String admin, String reason) {
    return new Ending(
        SessionEnd.ENDED, 1, "ended by " + admin + (reason.isBlank() ? "" : ": " + reason));
  }
}
