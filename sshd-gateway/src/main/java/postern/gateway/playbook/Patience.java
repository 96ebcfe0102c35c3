package postern.gateway.playbook;

/**
 * A text that a regular expression may look at only for so long: some would never come to an end.
 */
record Patience(CharSequence text, long deadline) implements CharSequence {
  static final String WORDS = "this regular expression takes too long";
  private static final long MOST_NANOS = 500_000_000L;

  static Patience of(CharSequence text) {
    return new Patience(text, System.nanoTime() + MOST_NANOS);
  }

  /** The deadline has passed. */
  static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Lost() {
      super(WORDS);
    }
  }

  @Override
  public char charAt(int index) {
    if ((index & 63) == 0 && System.nanoTime() > deadline) {
      throw new Lost();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
