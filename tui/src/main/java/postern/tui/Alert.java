package postern.tui;

/** Something that needs an admin's attention, in one line. */
public record Alert(Severity severity, String text) {
  public enum Severity {
    WARNING,
    BAD
  }
}
