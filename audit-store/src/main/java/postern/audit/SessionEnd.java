package postern.audit;

/** Why a session ended. */
public enum SessionEnd implements Word {
  /** The person left. */
  LEFT("left"),

  /** The client's input ended. */
  EOF("eof"),

  /** The client closed its channel or connection. */
  GONE("gone"),

  /** Nothing was heard from the client for 60 s. */
  SILENT("silent"),

  /** An admin ended it. */
  ENDED("ended"),

  /** The person may no longer use the machine. */
  WITHDRAWN("withdrawn"),

  /** The machine was removed from the configuration. */
  REMOVED("removed"),

  /** The console was closed. */
  CLOSED("closed"),

  /** The gateway stopped. */
  SHUTDOWN("shutdown"),

  /** The gateway was killed; the next start wrote the end. */
  CRASHED("crashed"),

  /** An internal error of the gateway ended it. */
  FAILED("failed");

  private final String word;

  SessionEnd(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
