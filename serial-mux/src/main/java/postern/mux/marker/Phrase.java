package postern.mux.marker;

import java.util.regex.Pattern;

/**
 * A phrase that tells something about a machine.
 *
 * @param text the ASCII characters that the phrase starts with
 * @param rest a regular expression for what must follow; only a search by line looks at it
 * @param place where the phrase counts
 */
record Phrase(String text, String rest, Place place) {
  /** Where a phrase counts. */
  enum Place {
    /** Distinctive enough to count wherever it stands in a console's output. */
    ANYWHERE,

    /** Counts in a search by line, wherever it stands in the line. */
    IN_LINE,

    /** Counts in a search by line, at the start of the line. */
    LINE_START
  }

  static Phrase anywhere(String text) {
    return new Phrase(text, "", Place.ANYWHERE);
  }

  static Phrase anywhere(String text, String rest) {
    return new Phrase(text, rest, Place.ANYWHERE);
  }

  static Phrase inLine(String text, String rest) {
    return new Phrase(text, rest, Place.IN_LINE);
  }

  static Phrase lineStart(String text, String rest) {
    return new Phrase(text, rest, Place.LINE_START);
  }

  /** Returns whether the scan of live output looks for this phrase. */
  boolean isScannedFor() {
    return place == Place.ANYWHERE;
  }

  /** Returns the whole phrase as a regular expression. */
  String expression() {
    return Pattern.quote(text) + rest;
  }
}
