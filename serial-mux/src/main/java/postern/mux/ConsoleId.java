package postern.mux;

/**
 * Identifies a console by the tenant that owns the machine, the machine, and the number of its
 * port, which starts at 1. A machine that changes its tenant becomes another machine.
 */
public record ConsoleId(String tenant, String machine, int port) {
  public ConsoleId {
    if (tenant.isEmpty() || machine.isEmpty() || port < 1) {
      throw new IllegalArgumentException(
          "a console needs a tenant, a machine and a port: " + tenant + "/" + machine + ":" + port);
    }
  }

  /** Returns {@code tenant/machine}, followed by {@code :port} for every port but the first. */
  @Override
  public String toString() {
    return tenant + "/" + machine + (port == 1 ? "" : ":" + port);
  }
}
