package postern.gateway.session;

import java.util.regex.Pattern;
import postern.mux.ScreenSnapshot;

/** Guesses whether a screen shows a shell that waits for a command. */
final class ShellPrompt {
  /** Ends like the prompts of sh, bash, zsh and csh, but not like "100%" or a boot loader's. */
  private static final Pattern PROMPT = Pattern.compile("(.*[^\\s\\d])?\\s?[#$%] ?");

  private ShellPrompt() {}

  static boolean shown(ScreenSnapshot screen) {
    String line = screen.lines().get(screen.cursorRow());
    return screen.lineMode()
        && line.strip().length() <= screen.cursorCol()
        && looksLike(line, screen.cursorCol());
  }

  /**
   * @param cursorCol the column of the cursor, 0-based
   */
  static boolean looksLike(String line, int cursorCol) {
    String typed = line.stripTrailing();
    return cursorCol >= typed.length()
        && cursorCol <= typed.length() + 1
        && PROMPT.matcher(typed).matches();
  }
}
