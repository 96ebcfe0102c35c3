package postern.tui.screen;

import java.util.List;

/**
 * The contents of a dialog.
 *
 * @param text wrapped to the available width
 * @param choices empty for a dialog that only shows text
 * @param preselected the index of the choice that is selected at first
 */
record Dialog(String title, List<String> text, List<Choice> choices, int preselected) {
  /**
   * A possible answer.
   *
   * @param guarded whether it counts only some time after the dialog was shown
   */
  record Choice(char key, String label, boolean guarded, Runnable action) {}

  Dialog {
    text = List.copyOf(text);
    choices = List.copyOf(choices);
  }

  static Dialog text(String title, List<String> text) {
    return new Dialog(title, text, List.of(), 0);
  }
}
