package postern.power;

/** What can be done to a machine's power. */
public enum PowerAction {
  ON,
  OFF,
  CYCLE,
  RESET,
  SOFT,
  NMI;

  /** As people type it. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
