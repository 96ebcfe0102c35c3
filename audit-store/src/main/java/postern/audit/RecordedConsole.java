package postern.audit;

/** A console in recordings: the tenant at that time, the machine, and its port, counted from 1. */
public record RecordedConsole(String tenant, String machine, int port) {
  @Override
  public String toString() {
    return tenant + "/" + machine + (port == 1 ? "" : ":" + port);
  }
}
