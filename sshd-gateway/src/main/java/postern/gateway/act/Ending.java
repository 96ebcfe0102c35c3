package postern.gateway.act;

import postern.audit.SessionEnd;
import postern.gateway.text.PlainText;

/**
 * How a console session ended.
 *
 * @param end the reason, for the record
 * @param exit the session's exit status
 * @param text what the person reads
 */
public record Ending(SessionEnd end, int exit, String text) {
  /** The person left by the escape key. */
  public static final Ending LEFT = new Ending(SessionEnd.LEFT, 0, "left");

  /** The person left by the escape key to choose another machine. */
  public static final Ending ELSEWHERE =
      new Ending(SessionEnd.LEFT, 0, "left, for another machine");

  /** The client's input ended and the machine sent nothing more. */
  public static final Ending END_OF_INPUT = new Ending(SessionEnd.EOF, 0, "end of input");

  /** The client closed its channel or connection. */
  public static final Ending CLIENT_GONE = new Ending(SessionEnd.GONE, 1, "the client has gone");

  /** The client sent nothing for a minute, not even answers to heartbeats. */
  public static final Ending SILENT =
      new Ending(SessionEnd.SILENT, 1, "nothing heard from your ssh for 60 s");

  /** The console was closed. */
  public static Ending closed(String why) {
    return new Ending(SessionEnd.CLOSED, 1, PlainText.clean(why, 300));
  }

  /** The machine is no longer in the configuration. */
  static final Ending REMOVED = new Ending(SessionEnd.REMOVED, 1, "this machine was removed");

  static final Ending WITHDRAWN =
      new Ending(SessionEnd.WITHDRAWN, 3, "your access to this machine was withdrawn");

  static final Ending SHUTDOWN =
      new Ending(
          SessionEnd.SHUTDOWN,
          1,
          "the gateway restarts: back in about 10 s, same command; the machine runs on");

  /** An admin ended it. */
  static Ending killed(String admin, String reason) {
    return new Ending(
        SessionEnd.ENDED, 1, "ended by " + admin + (reason.isBlank() ? "" : ": " + reason));
  }
}
