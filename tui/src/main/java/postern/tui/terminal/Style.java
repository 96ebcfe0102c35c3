package postern.tui.terminal;

import com.googlecode.lanterna.SGR;
import com.googlecode.lanterna.TextColor;
import com.googlecode.lanterna.graphics.TextGraphics;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a terminal can show: colours or only bold and reverse, Unicode or ASCII. */
public final class Style {
  /** The meaning of a text. It determines the colours. */
  public enum Tone {
    PLAIN,
    TITLE,
    HEADER,
    GOOD,
    WARN,
    BAD,
    SELECTED
  }

  private final boolean rich;
  private final CleanText text;

  private Style(boolean rich) {
    this.rich = rich;
    this.text = new CleanText(rich);
  }

  /**
   * The style for the client's value of TERM. Old and unknown terminals get ASCII without colours.
   */
  public static Style of(String term) {
    String type = term.toLowerCase(Locale.ROOT);
    boolean poor =
        type.isEmpty()
            || type.startsWith("vt")
            || type.startsWith("dumb")
            || type.startsWith("unknown")
            || type.endsWith("-m")
            || type.endsWith("-mono");
    return new Style(!poor);
  }

  public boolean rich() {
    return rich;
  }

  public CleanText text() {
    return text;
  }

  public Charset charset() {
    return rich ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
  }

  public void apply(Tone tone, TextGraphics graphics) {
    graphics.clearModifiers();
    graphics.setForegroundColor(TextColor.ANSI.DEFAULT);
    graphics.setBackgroundColor(TextColor.ANSI.DEFAULT);
    if (rich) {
      colour(tone, graphics);
    } else {
      shade(tone, graphics);
    }
  }

  private static void colour(Tone tone, TextGraphics graphics) {
    switch (tone) {
      case PLAIN -> {}
      case TITLE -> {
        graphics.setForegroundColor(TextColor.ANSI.WHITE);
        graphics.setBackgroundColor(TextColor.ANSI.BLUE);
        graphics.enableModifiers(SGR.BOLD);
      }
      case HEADER -> graphics.enableModifiers(SGR.BOLD);
      case GOOD -> graphics.setForegroundColor(TextColor.ANSI.GREEN);
      case WARN -> graphics.setForegroundColor(TextColor.ANSI.YELLOW);
      case BAD -> {
        graphics.setForegroundColor(TextColor.ANSI.RED);
        graphics.enableModifiers(SGR.BOLD);
      }
      case SELECTED -> {
        graphics.setForegroundColor(TextColor.ANSI.BLACK);
        graphics.setBackgroundColor(TextColor.ANSI.CYAN);
      }
    }
  }

  private static void shade(Tone tone, TextGraphics graphics) {
    switch (tone) {
      case PLAIN, GOOD -> {}
      case TITLE, SELECTED -> graphics.enableModifiers(SGR.REVERSE);
      case HEADER, WARN, BAD -> graphics.enableModifiers(SGR.BOLD);
    }
  }
}
