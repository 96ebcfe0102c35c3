package postern.mux.marker;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The phrases by which a kernel reports that it is broken. */
public final class PanicPhrases {
  /**
   * The phrases that count anywhere in the output mean that the machine is broken. Those that count
   * in a line only also report trouble that a machine may survive.
   */
  static final List<Phrase> ALL =
      List.of(
          Phrase.anywhere("Kernel panic - not syncing"),
          Phrase.anywhere("Oops: "),
          Phrase.inLine("Oops", "(:| \\[#)"),
          Phrase.anywhere("BUG: unable to handle"),
          Phrase.anywhere("BUG: kernel NULL pointer"),
          Phrase.inLine("BUG: ", ""),
          Phrase.anywhere("kernel BUG at "),
          Phrase.anywhere("general protection fault"),
          Phrase.anywhere("Fatal trap "),
          Phrase.inLine("Unable to handle kernel", ""),
          Phrase.inLine("Internal error: ", ""),
          Phrase.inLine("watchdog: BUG", ""),
          Phrase.inLine("blocked for more than ", "\\d+"),
          Phrase.inLine("Out of memory: Kill", ""),
          Phrase.inLine("panic(cpu", ""),
          Phrase.lineStart("panic: ", ""),
          Phrase.inLine("*** STOP: ", ""));

  /** Finds any of the phrases in a line. */
  public static final Pattern IN_LINE =
      Pattern.compile(ALL.stream().map(PanicPhrases::expression).collect(Collectors.joining("|")));

  private PanicPhrases() {}

  private static String expression(Phrase phrase) {
    boolean word = Character.isLetter(phrase.text().charAt(0));
    String before = phrase.place() == Phrase.Place.LINE_START ? "^" : word ? "\\b" : "";
    return before + phrase.expression();
  }
}
