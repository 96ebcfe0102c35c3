package postern.power;

/** An action on a machine's power. */
public enum PowerAction {
  ON,
  OFF,
  CYCLE,
  RESET,
  SOFT,
  NMI;

  /** The name that people type. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
