package postern.audit;

import java.util.Arrays;
import java.util.Optional;

/**
 * A value of a closed list that is stored and shown as a word. The words are part of the file
 * format and of the lists, so they never change.
 */
public sealed interface Word permits EventKind, Outcome, SessionRole, SessionEnd, MarkKind {
  /** Returns the word in files, JSON and lists. */
  String word();

  /** Returns the value with this word, or empty if there is none. */
  static <W extends Word> Optional<W> find(W[] values, String word) {
    return Arrays.stream(values).filter(value -> value.word().equals(word)).findFirst();
  }
}
