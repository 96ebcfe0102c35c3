package postern.tui;

/** What needs an admin's attention now, in one line. */
public record Alert(Severity severity, String text) {
  public enum Severity {
    WARNING,
    BAD
  }
}
