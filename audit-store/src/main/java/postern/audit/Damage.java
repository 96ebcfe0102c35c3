package postern.audit;

/**
 * A place in a data directory that is not as it was written.
 *
 * @param file relative to the data directory
 * @param at the byte at which the damage starts
 * @param what what is wrong there
 */
public record Damage(String file, long at, String what) {
  /** Returns one line for people. */
  public String text() {
    return file + ", byte " + at + ": " + what;
  }
}
