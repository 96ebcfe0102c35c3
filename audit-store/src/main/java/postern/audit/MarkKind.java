package postern.audit;

/** What a mark in a console's recording reports. */
public enum MarkKind implements Word {
  LINE_UP("line-up"),
  LINE_DOWN("line-down"),
  KEYBOARD("keyboard"),
  TYPING_DROPPED("typing-dropped"),
  NOT_RECORDED("not-recorded"),
  RECORDED_AGAIN("recorded-again"),
  MESSAGE("message"),
  NOTE("note"),
  POWER_BEGUN("power-begun"),
  POWER("power"),
  LOST("lost");

  private final String word;

  MarkKind(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
