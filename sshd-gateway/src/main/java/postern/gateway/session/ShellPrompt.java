package postern.gateway.session;

import java.util.regex.Pattern;
import postern.mux.ScreenSnapshot;

/** Whether a shell waits for a command on a screen, as far as its looks tell. */
public final class ShellPrompt {
  /** Ends as the prompts of sh, bash, zsh and csh do; not as "100%" or a boot loader does. */
  private static final Pattern PROMPT = Pattern.compile("(.*[^\\s\\d])?\\s?[#$%] ?");

  private ShellPrompt() {}

  static boolean shown(ScreenSnapshot view) {
    String line = view.lines().get(view.cursorRow());
    return view.lineMode()
        && line.strip().length() <= view.cursorCol()
        && looksLike(line, view.cursorCol());
  }

  /**
   * @param cursorCol where the cursor stands, 0-based
   */
  public static boolean looksLike(String line, int cursorCol) {
    String typed = line.stripTrailing();
    return cursorCol >= typed.length()
        && cursorCol <= typed.length() + 1
        && PROMPT.matcher(typed).matches();
  }
}
