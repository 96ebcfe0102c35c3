package postern.gateway.work;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.function.BooleanSupplier;

/**
 * A regular expression of a person or a playbook. It is RE2's, so that a search takes time linear
 * in the text, and limited in size, so that it takes little time for each character.
 */
public final class Expression {
  /** The greatest length of an expression. */
  public static final int LONGEST = 1_000;

  /** The greatest number of instructions of a compiled expression. */
  public static final int LARGEST = 5_000;

  /** The number of characters between two checks whether the search is still wanted. */
  private static final int CHECK_INTERVAL = 64;

  private final Pattern pattern;

  private Expression(Pattern pattern) {
    this.pattern = pattern;
  }

  /** Thrown for an expression that is invalid or too large. */
  public static final class Fault extends Exception {
    private static final long serialVersionUID = 1L;

    Fault(String why) {
      super(why);
    }

    /** Returns what is wrong, in one line. */
    public String why() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Compiles an expression. Its size is estimated first, because nested repetitions can compile to
   * more than the memory holds.
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
            + " instructions; use fewer or smaller repetitions");
  }

  /**
   * Whether the expression matches anywhere in the text.
   *
   * @param unwanted tells that the search must stop; asked during the search
   * @throws Work.Stopped if the search was stopped
   */
  public boolean find(CharSequence text, BooleanSupplier unwanted) {
    return pattern.matcher(new StoppableText(text, unwanted)).find();
  }

  /** Returns the expression as it was written. */
  public String text() {
    return pattern.pattern();
  }

  /** A text that ends a search in it when the search is no longer wanted. */
  private static final class StoppableText implements CharSequence {
    private final CharSequence text;
    private final BooleanSupplier unwanted;
    private int read;

    StoppableText(CharSequence text, BooleanSupplier unwanted) {
      this.text = text;
      this.unwanted = unwanted;
    }

    @Override
    public char charAt(int index) {
      if (++read % CHECK_INTERVAL == 0 && unwanted.getAsBoolean()) {
        throw new Work.Stopped();
      }
      return text.charAt(index);
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
