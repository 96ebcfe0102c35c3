package postern.audit;

/**
 * Something in a data directory that is not as it was written.
 *
 * @param file below the data directory
 * @param at the byte in it at which the damage begins
 * @param what is wrong there
 */
public record Damage(String file, long at, String what) {
  /** One line for people. */
  public String text() {
    return file + ", byte " + at + ": " + what;
  }
}
