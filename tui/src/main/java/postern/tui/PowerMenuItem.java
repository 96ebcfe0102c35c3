package postern.tui;

/** An item of the power menu. The keys are those of the power menu in a console session. */
public enum PowerMenuItem {
  ON('1', "on", "Switch on", false),
  OFF('0', "off", "Switch off", true),
  CYCLE('c', "cycle", "Power-cycle", true),
  RESET('r', "reset", "Reset", true),
  SOFT('s', "soft", "Shut down", true),
  NMI('n', "nmi", "Send an NMI to", true);

  private final char key;
  private final String word;
  private final String sentence;
  private final boolean dangerous;

  PowerMenuItem(char key, String word, String sentence, boolean dangerous) {
    this.key = key;
    this.word = word;
    this.sentence = sentence;
    this.dangerous = dangerous;
  }

  /** The name of the action in commands. */
  public String word() {
    return word;
  }

  public char key() {
    return key;
  }

  /** The first words of a sentence that ends with the machine's name. */
  public String sentence() {
    return sentence;
  }

  /** Whether the person is asked before it is done. */
  public boolean dangerous() {
    return dangerous;
  }
}
