package postern.audit;

/** What came of the act that an event reports. */
public enum Outcome implements Word {
  /** It was done. */
  OK("ok"),

  /** Nothing was to be done. */
  ALREADY("already"),

  /** It was accepted, but its effect was not seen in time. */
  UNSEEN("unseen"),

  /** Somebody types there, or another act is under way. */
  BUSY("busy"),

  /** It is not permitted, or not possible here. */
  REFUSED("refused"),

  /** It was tried and failed. */
  FAILED("failed");

  private final String word;

  Outcome(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
