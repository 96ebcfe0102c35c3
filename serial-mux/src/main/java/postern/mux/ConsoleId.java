package postern.mux;

/**
 * Names one console: the tenant that owns the machine, the machine, and which of its ports (1 is
 * the first). A machine that changes its tenant is another machine.
 */
public record ConsoleId(String tenant, String machine, int port) {
  public ConsoleId {
    if (tenant.isEmpty() || machine.isEmpty() || port < 1) {
      throw new IllegalArgumentException(
          "console of nothing: " + tenant + "/" + machine + ":" + port);
    }
  }

  /** {@code tenant/machine}, with {@code :port} behind it for every port but the first. */
  @Override
  public String toString() {
    return tenant + "/" + machine + (port == 1 ? "" : ":" + port);
  }
}
