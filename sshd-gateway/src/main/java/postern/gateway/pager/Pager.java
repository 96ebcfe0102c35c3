package postern.gateway.pager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import postern.gateway.history.History;
import postern.gateway.history.HistoryLine;
import postern.gateway.keys.LineEditor;
import postern.gateway.keys.PagerKeys;
import postern.gateway.text.PlainText;
import postern.gateway.view.Overlay;
import postern.gateway.view.SessionOutput;
import postern.gateway.work.Work;
import postern.mux.marker.PanicPhrases;

/**
 * Shows a console's history on the whole terminal: pages, searches, and jumps to boots and panics.
 * While it is open, typed keys are its commands and the machine's output is hidden.
 */
public final class Pager {
  /** After this a search stops; the same key continues it, nanoseconds. */
  private static final long SEARCH_TIME = 2_000_000_000L;

  /** How far back boots are looked for, bytes. */
  private static final long BOOTS_WITHIN = 64L << 20;

  private static final String KEYS = "PgUp PgDn g G  / n N find  b boot  ! panic  t times  q leave";

  private final Supplier<History> source;
  private final Clock clock;
  private final SessionOutput output;
  private final Overlay overlay;
  private @Nullable HistoryWindow lines;
  private @Nullable History history;
  private @Nullable LineEditor searchLine;
  private String wanted = "";
  private String message = "";
  private boolean times;
  private boolean atEnd;

  public Pager(Supplier<History> history, Clock clock, SessionOutput output, Overlay overlay) {
    this.source = history;
    this.clock = clock;
    this.output = output;
    this.overlay = overlay;
  }

  public boolean open() {
    return lines != null;
  }

  /** Opens the pager at the end of the history. */
  public void enter() {
    if (!output.paints()) {
      output.notice(
          "no pager with +raw, which shows only the machine's bytes; the log command shows the history");
      return;
    }
    History all = source.get();
    HistoryWindow past = new HistoryWindow(all, this::textWidth);
    try {
      past.toEnd(height());
    } catch (Work.Stopped e) {
      return; // the session is over; its loop finds out why
    } catch (IOException | UncheckedIOException e) {
      output.notice("the history cannot be read: " + why(e));
      return;
    }
    history = all;
    lines = past;
    message = "";
    output.holdAndHide(true);
    output.dropScreens();
    output.resetTerminal();
    output.showModes(ascii("\33[?1049h\33[?7l\33[?25l\33[2J"));
    draw(past);
  }

  /** Closes the pager and paints the machine's screen. */
  public void leave() {
    lines = null;
    searchLine = null;
    output.usesMemory(0);
    output.holdAndHide(false);
    output.dropScreens();
    output.showModes(ascii("\33[0m\33[?7h\33[?25h\33[?1049l"));
    overlay.paint();
  }

  /** Wraps the lines again, because the room for text has changed. */
  public void resized() {
    HistoryWindow past = lines;
    History all = history;
    if (past == null || all == null) {
      return;
    }
    boolean keepsPlace = !atEnd && past.size() > 0;
    long offset = keepsPlace ? past.row(past.top()).line().offset() : 0;
    HistoryWindow wrapped = new HistoryWindow(all, this::textWidth);
    lines = wrapped;
    attempt(
        wrapped,
        () -> {
          wrapped.toEnd(height());
          if (keepsPlace) {
            wrapped.to(offset);
          }
        });
  }

  /** Takes typed keys; the buffer is empty afterwards. A paste is ignored. */
  public void typed(ByteBuffer keys, boolean pasted) {
    while (!pasted && keys.hasRemaining()) {
      HistoryWindow past = lines;
      if (past == null) {
        break;
      }
      LineEditor text = searchLine;
      if (text != null) {
        searchLineTyped(past, text, text.take(keys, false));
      } else {
        int key = PagerKeys.next(keys);
        attempt(past, () -> runKey(past, key));
      }
    }
    keys.position(keys.limit());
  }

  /** A step that reads the record from disk. */
  private interface Step {
    void run() throws IOException;
  }

  private void attempt(HistoryWindow past, Step step) {
    try {
      step.run();
    } catch (Work.Stopped e) {
      message = ""; // the session is over; its loop finds out why
    } catch (IOException | UncheckedIOException e) {
      message = "cannot be read: " + why(e);
    }
    if (past == lines) {
      draw(past);
    }
  }

  private void runKey(HistoryWindow past, int key) throws IOException {
    message = "";
    switch (key) {
      case PagerKeys.UP, 'k' -> past.move(-1, height());
      case PagerKeys.DOWN, 'j', '\r' -> past.move(1, height());
      case PagerKeys.PAGE_UP, 'u', 2 -> past.move(1 - height(), height());
      case PagerKeys.PAGE_DOWN, ' ', 6 -> past.move(height() - 1, height());
      case PagerKeys.HOME, 'g' -> past.to(0);
      case PagerKeys.END, 'G' -> past.toEnd(height());
      case '/' -> searchLine = new LineEditor();
      case 'n' -> search(past, true);
      case 'N' -> search(past, false);
      case 'b' -> earlierBoot(past);
      case '!' -> tell(past.back(PanicPhrases.IN_LINE, deadline()), "no panic before this");
      case 't' -> {
        times = !times;
        resized();
      }
      case 'q', 'Q', 3, PagerKeys.ESCAPE -> leave();
      default -> message = KEYS;
    }
  }

  /** Follows what the person types as the text to search for. */
  private void searchLineTyped(HistoryWindow past, LineEditor text, LineEditor.State state) {
    if (state != LineEditor.State.OPEN) {
      searchLine = null;
    }
    if (state == LineEditor.State.DONE) {
      wanted = text.text().isEmpty() ? wanted : text.text();
      attempt(past, () -> search(past, true));
    } else {
      draw(past);
    }
  }

  private void search(HistoryWindow past, boolean back) throws IOException {
    if (wanted.isEmpty()) {
      message = "type / and the text to search for";
      return;
    }
    Pattern text =
        Pattern.compile(wanted, Pattern.LITERAL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    var found = back ? past.back(text, deadline()) : past.forward(text, deadline());
    tell(found, wanted + " is not " + (back ? "above" : "below"));
  }

  private void tell(HistoryWindow.Search found, String none) {
    message =
        switch (found) {
          case FOUND -> "";
          case NOT_THERE -> none;
          case NOT_YET -> "not found yet; the same key continues";
        };
  }

  private void earlierBoot(HistoryWindow past) throws IOException {
    History all = history;
    if (past.size() == 0 || all == null) {
      return;
    }
    long here = past.row(past.top()).line().offset();
    List<HistoryLine> boots = all.boots(1, here, BOOTS_WITHIN).all();
    if (boots.isEmpty()) {
      message = "no boot before this";
    } else {
      past.to(boots.getLast().offset());
    }
  }

  private long deadline() {
    return System.nanoTime() + SEARCH_TIME;
  }

  private void draw(HistoryWindow past) {
    StringBuilder screen = new StringBuilder("\33[H\33[0m");
    for (int i = 0; i < height(); i++) {
      screen.append(
          "\33[K"); // before the text: after a full line it would erase the last character
      int row = past.top() + i;
      if (row < past.size()) {
        screen.append(time(past.row(row).line())).append(past.row(row).text());
      }
      screen.append("\r\n");
    }
    screen.append("\33[K\33[7m").append(PlainText.fit(status(past), width())).append("\33[0m");
    atEnd = past.atEnd(height());
    output.usesMemory(past.memory());
    output.dropScreens();
    output.show(screen.toString().getBytes(StandardCharsets.UTF_8));
  }

  private String status(HistoryWindow past) {
    LineEditor text = searchLine;
    if (text != null) {
      String typed = "search back for: " + text.text();
      return typed.substring(
          Math.max(0, typed.length() - width() + 1)); // shows the end of a long text
    }
    if (past.size() == 0) {
      return "no history yet; q leave";
    }
    String when = PlainText.time(past.row(past.top()).line().time(), clock.instant());
    String where = past.atEnd(height()) ? " (end)" : "";
    return when + where + "  " + (message.isEmpty() ? KEYS : message);
  }

  private int height() {
    return Math.max(1, overlay.rows() - 1);
  }

  private int width() {
    return overlay.cols();
  }

  /** Returns how many columns are left beside a line's time. */
  private int textWidth(HistoryLine line) {
    return width() - time(line).length();
  }

  private String time(HistoryLine line) {
    return times ? PlainText.time(line.time(), clock.instant()) + "  " : "";
  }

  private static String why(Exception e) {
    return PlainText.clean(String.valueOf(e.getMessage()), 120);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
