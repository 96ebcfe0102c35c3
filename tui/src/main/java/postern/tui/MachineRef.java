package postern.tui;

/** A machine as the fleet names it. */
public record MachineRef(String tenant, String name) {
  @Override
  public String toString() {
    return tenant + "/" + name;
  }
}
