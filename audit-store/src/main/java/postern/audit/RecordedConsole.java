package postern.audit;

/** Whose recording it is: the tenant of that time, the machine, its port (1 is the first). */
public record RecordedConsole(String tenant, String machine, int port) {
  @Override
  public String toString() {
    return tenant + "/" + machine + (port == 1 ? "" : ":" + port);
  }
}
