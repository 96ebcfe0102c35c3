package postern.tui;

/** The name of a machine in the fleet. */
public record MachineRef(String tenant, String name) {
  @Override
  public String toString() {
    return tenant + "/" + name;
  }
}
