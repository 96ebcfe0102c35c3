package postern.tui.screen;

import com.googlecode.lanterna.TerminalPosition;
import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.gui2.AbstractInteractableComponent;
import com.googlecode.lanterna.gui2.InteractableRenderer;
import com.googlecode.lanterna.gui2.TextGUIGraphics;
import com.googlecode.lanterna.input.KeyStroke;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import postern.tui.screen.Dialog.Choice;
import postern.tui.table.Column.Cell;
import postern.tui.terminal.CleanText;
import postern.tui.terminal.KeyDecoder;
import postern.tui.terminal.Style;
import postern.tui.terminal.Style.Tone;

/** Shows a dialog in a frame. */
final class DialogView extends AbstractInteractableComponent<DialogView> {
  /** A key that was typed before the person can have read the question does not answer it. */
  private static final Duration READING_TIME = Duration.ofMillis(300);

  private static final int WIDEST = 64;

  private final Dialog dialog;
  private final Style style;
  private final Clock clock;
  private final Instant shownAt;
  private final Runnable close;
  private int index;
  private int top;
  private int hidden; // lines of text below the visible ones

  DialogView(Dialog dialog, Style style, Clock clock, Runnable close) {
    this.dialog = dialog;
    this.style = style;
    this.clock = clock;
    this.shownAt = clock.instant();
    this.close = close;
    this.index = dialog.preselected();
  }

  @Override
  protected Result handleKeyStroke(KeyStroke key) {
    if (key instanceof KeyDecoder.Pasted || key.isAltDown()) {
      return Result.HANDLED;
    }
    switch (key.getKeyType()) {
      case ArrowUp -> move(-1);
      case ArrowDown -> move(1);
      case Enter -> enter();
      case Escape -> close.run();
      case Character -> character(key);
      default -> {}
    }
    return Result.HANDLED;
  }

  private void move(int by) {
    if (dialog.choices().isEmpty()) {
      top = Math.clamp(top + by, 0, top + hidden);
    } else {
      index = Math.clamp(index + by, 0, dialog.choices().size() - 1);
    }
  }

  private void enter() {
    if (dialog.choices().isEmpty()) {
      close.run();
    } else {
      answer(dialog.choices().get(index));
    }
  }

  private void character(KeyStroke key) {
    if (key.isCtrlDown()) {
      if (key.getCharacter() == 'c') {
        close.run();
      }
      return;
    }
    for (Choice choice : dialog.choices()) {
      if (choice.key() == key.getCharacter()) {
        answer(choice);
        return;
      }
    }
    if (dialog.choices().isEmpty() || key.getCharacter() == 'q') {
      close.run();
    }
  }

  private void answer(Choice choice) {
    if (choice.guarded() && clock.instant().isBefore(shownAt.plus(READING_TIME))) {
      return;
    }
    close.run();
    choice.action().run();
  }

  private List<String> lines(int width) {
    List<String> lines = new ArrayList<>();
    for (String paragraph : dialog.text()) {
      wrap(style.text().clean(paragraph), width, lines);
    }
    return lines;
  }

  /** Breaks lines at blanks, and within a word only if it is wider than a line. */
  private static void wrap(String paragraph, int width, List<String> lines) {
    StringBuilder line = new StringBuilder();
    for (String word : paragraph.split(" ", -1)) {
      int used = CleanText.width(line.toString());
      if (used > 0 && used + 1 + CleanText.width(word) <= width) {
        line.append(' ').append(word);
        continue;
      }
      flush(line, lines);
      for (int i = 0; i < word.length(); i++) {
        line.append(word.charAt(i));
        if (CleanText.width(line.toString()) >= width - 1) {
          flush(line, lines);
        }
      }
    }
    flush(line, lines);
  }

  private static void flush(StringBuilder line, List<String> lines) {
    if (!line.isEmpty()) {
      lines.add(line.toString());
      line.setLength(0);
    }
  }

  @Override
  protected InteractableRenderer<DialogView> createDefaultRenderer() {
    return new InteractableRenderer<>() {
      @Override
      public TerminalSize getPreferredSize(DialogView view) {
        return view.size();
      }

      @Override
      public @Nullable TerminalPosition getCursorLocation(DialogView view) {
        return null;
      }

      @Override
      public void drawComponent(TextGUIGraphics graphics, DialogView view) {
        view.draw(new Pen(graphics, view.style));
      }
    };
  }

  private TerminalSize size() {
    TerminalSize screen =
        getTextGUI() == null
            ? new TerminalSize(80, 24)
            : getTextGUI().getScreen().getTerminalSize();
    int width = Math.clamp(screen.getColumns() - 2, 8, WIDEST);
    int rows = 2 + lines(width - 4).size() + dialog.choices().size();
    return new TerminalSize(width, Math.min(rows, screen.getRows()));
  }

  private void draw(Pen pen) {
    List<String> lines = lines(pen.columns() - 4);
    int textRows = Math.max(0, pen.rows() - 2 - dialog.choices().size());
    top = Math.clamp(top, 0, Math.max(0, lines.size() - textRows));
    hidden = Math.max(0, lines.size() - textRows - top);
    pen.line(0, " " + dialog.title(), Tone.TITLE);
    for (int i = 0; i < Math.min(textRows, lines.size()); i++) {
      row(pen, 1 + i, lines.get(top + i), Tone.PLAIN);
    }
    int y = 1 + Math.min(textRows, lines.size());
    for (int i = 0; i < dialog.choices().size(); i++) {
      Choice choice = dialog.choices().get(i);
      String mark = i == index ? "> " : "  ";
      row(pen, y + i, mark + choice.key() + "  " + choice.label(), tone(i));
    }
    pen.line(pen.rows() - 1, foot(), Tone.TITLE);
    for (int i = 1; i < pen.rows() - 1; i++) {
      pen.text(0, i, 1, new Cell(style.rich() ? "│" : "|", Tone.PLAIN));
      pen.text(pen.columns() - 1, i, 1, new Cell(style.rich() ? "│" : "|", Tone.PLAIN));
    }
  }

  private Tone tone(int choice) {
    return choice == index ? Tone.SELECTED : Tone.PLAIN;
  }

  private static void row(Pen pen, int y, String text, Tone tone) {
    pen.text(2, y, pen.columns() - 4, new Cell(text, tone));
  }

  private String foot() {
    if (!dialog.choices().isEmpty()) {
      return " Esc back";
    }
    return hidden > 0 || top > 0 ? " Esc back  up/down more" : " Esc back";
  }

  @Override
  public DialogView self() {
    return this;
  }
}
