package postern.gateway.work;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.function.BooleanSupplier;

/**
 * A regular expression of a person or a playbook: RE2's, whose time is linear in the text, and
 * small, so that it is short for each character too.
 */
public final class Expression {
  /** Characters of an expression. */
  public static final int LONGEST = 1_000;

  /** Instructions that it may compile to. */
  public static final int LARGEST = 5_000;

  /** Characters between two looks at whether the search is still wanted. */
  private static final int LOOKS = 64;

  private final Pattern pattern;

  private Expression(Pattern pattern) {
    this.pattern = pattern;
  }

  /** Says what is wrong with an expression. */
  public static final class Fault extends Exception {
    private static final long serialVersionUID = 1L;

    Fault(String why) {
      super(why);
    }

    /** In one line. */
    public String why() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Compiles it, if it is short and small enough: that is estimated before, since what repeats of
   * repeats compile to may be larger than memory.
   */
  public static Expression compile(String text) throws Fault {
    if (text.length() > LONGEST) {
      throw new Fault("the expression is longer than " + LONGEST + " characters");
    }
    if (ExpressionSize.of(text) > LARGEST) {
      throw tooLarge();
    }
    try {
      Pattern pattern = Pattern.compile(text);
      if (pattern.programSize() > LARGEST) {
        throw tooLarge();
      }
      return new Expression(pattern);
    } catch (PatternSyntaxException e) {
      throw new Fault(
          "not a regular expression (RE2's, without look-around and back references): "
              + e.getDescription()
              + ": "
              + e.getPattern());
    }
  }

  private static Fault tooLarge() {
    return new Fault(
        "the expression is too large: compiled it has more than "
            + LARGEST
            + " instructions; repeat less, or less at a time");
  }

  /**
   * Whether it matches anywhere.
   *
   * @param unwanted asked while it searches
   * @throws Work.Stopped when that says so
   */
  public boolean find(CharSequence text, BooleanSupplier unwanted) {
    return pattern.matcher(new Watched(text, unwanted)).find();
  }

  /** As it was written. */
  public String text() {
    return pattern.pattern();
  }

  /** Text that ends the search in it when that is not wanted any more. */
  private static final class Watched implements CharSequence {
    private final CharSequence text;
    private final BooleanSupplier unwanted;
    private int read;

    Watched(CharSequence text, BooleanSupplier unwanted) {
      this.text = text;
      this.unwanted = unwanted;
    }

    @Override
    public char charAt(int at) {
      if (++read % LOOKS == 0 && unwanted.getAsBoolean()) {
        throw new Work.Stopped();
      }
      return text.charAt(at);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return text.subSequence(from, to);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
