package postern.tui;

import java.util.List;

/**
 * What a dialog says and offers.
 *
 * @param text wrapped to the width there is
 * @param choices none: it is only read
 * @param preselected index of the choice that the bar begins on
 */
record Question(String title, List<String> text, List<Choice> choices, int preselected) {
  /**
   * One answer.
   *
   * @param grave counts only when given a moment after the question was seen
   */
  record Choice(char key, String label, boolean grave, Runnable act) {}

  Question {
    text = List.copyOf(text);
    choices = List.copyOf(choices);
  }

  static Question reading(String title, List<String> text) {
    return new Question(title, text, List.of(), 0);
  }
}
