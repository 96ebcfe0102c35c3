package postern.audit;

/** What a session does at its console. */
public enum SessionRole implements Word {
  /** It is attached and never had the keyboard. */
  WATCHER("watcher"),

  /** It is attached and had the keyboard at some time. */
  WRITER("writer"),

  /** It is a command that types: {@code send} or {@code rescue}. */
  SEND("send"),

  /** It is the command {@code wait}. */
  WAIT("wait"),

  /** It is the command {@code log --follow}. */
  FOLLOW("follow");

  private final String word;

  SessionRole(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
