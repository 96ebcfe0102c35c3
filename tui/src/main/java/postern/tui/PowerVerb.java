package postern.tui;

/** What can be done to a machine's power, with the letters of the console's power menu. */
public enum PowerVerb {
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

  PowerVerb(char key, String word, String sentence, boolean dangerous) {
    this.key = key;
    this.word = word;
    this.sentence = sentence;
    this.dangerous = dangerous;
  }

  /** As the commands spell it. */
  public String word() {
    return word;
  }

  char key() {
    return key;
  }

  /** Begins a sentence that ends in the machine's name. */
  String sentence() {
    return sentence;
  }

  /** Asks before it is done. */
  boolean dangerous() {
    return dangerous;
  }
}
