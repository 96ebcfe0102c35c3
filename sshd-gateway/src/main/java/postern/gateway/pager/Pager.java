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
 * The past on the person's whole terminal: pages, searches, jumps to boots and panics. While it is
 * open nothing typed reaches the machine, and what the machine says waits.
 */
public final class Pager {
  /** A search gives up after this and can be asked to go on, nanoseconds. */
  private static final long PATIENCE = 2_000_000_000L;

  private static final long BOOTS_WITHIN = 64L << 20;
  private static final String KEYS = "PgUp PgDn g G  / n N find  b boot  ! panic  t times  q leave";

  private final Supplier<History> source;
  private final Clock clock;
  private final SessionOutput output;
  private final Overlay overlay;
  private @Nullable HistoryWindow lines;
  private @Nullable History history;
  private @Nullable LineEditor asking;
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

  /** {@code p}. */
  public void enter() {
    if (!output.paints()) {
      output.say("no pages with +raw, which shows the machine's bytes only; log shows its past");
      return;
    }
    History all = source.get();
    HistoryWindow past = new HistoryWindow(all, this::textWidth);
    try {
      past.toEnd(height());
    } catch (Work.Stopped e) {
      return; // the session looks why
    } catch (IOException | UncheckedIOException e) {
      output.say("the history cannot be read: " + why(e));
      return;
    }
    history = all;
    lines = past;
    message = "";
    output.cover(true);
    output.dropScreens();
    output.resetTerminal();
    output.switchTo(ascii("\33[?1049h\33[?7l\33[?25l\33[2J"));
    draw(past);
  }

  /** Back to the machine's screen, exactly. */
  public void leave() {
    lines = null;
    asking = null;
    output.holds(0);
    output.cover(false);
    output.dropScreens();
    output.switchTo(ascii("\33[0m\33[?7h\33[?25h\33[?1049l"));
    overlay.paint();
  }

  /** The terminal has another size, or there is more or less room for text. */
  public void resized() {
    HistoryWindow past = lines;
    History all = history;
    if (past == null || all == null) {
      return;
    }
    boolean stay = !atEnd && past.size() > 0;
    long offset = stay ? past.row(past.top()).line().offset() : 0;
    HistoryWindow anew = new HistoryWindow(all, this::textWidth);
    lines = anew;
    attempt(
        anew,
        () -> {
          anew.toEnd(height());
          if (stay) {
            anew.to(offset);
          }
        });
  }

  /** Takes keys; the buffer is empty afterwards. A paste is no key. */
  public void typed(ByteBuffer keys, boolean pasted) {
    while (!pasted && keys.hasRemaining()) {
      HistoryWindow past = lines;
      if (past == null) {
        break;
      }
      LineEditor text = asking;
      if (text != null) {
        asked(past, text, text.take(keys, false));
      } else {
        int key = PagerKeys.next(keys);
        attempt(past, () -> act(past, key));
      }
    }
    keys.position(keys.limit());
  }

  /** Something that reads the disk. */
  private interface Deed {
    void run() throws IOException;
  }

  private void attempt(HistoryWindow past, Deed deed) {
    try {
      deed.run();
    } catch (Work.Stopped e) {
      message = ""; // the session looks why
    } catch (IOException | UncheckedIOException e) {
      message = "cannot be read: " + why(e);
    }
    if (past == lines) {
      draw(past);
    }
  }

  private void act(HistoryWindow past, int key) throws IOException {
    message = "";
    switch (key) {
      case PagerKeys.UP, 'k' -> past.move(-1, height());
      case PagerKeys.DOWN, 'j', '\r' -> past.move(1, height());
      case PagerKeys.PAGE_UP, 'u', 2 -> past.move(1 - height(), height());
      case PagerKeys.PAGE_DOWN, ' ', 6 -> past.move(height() - 1, height());
      case PagerKeys.HOME, 'g' -> past.to(0);
      case PagerKeys.END, 'G' -> past.toEnd(height());
      case '/' -> asking = new LineEditor();
      case 'n' -> search(past, true);
      case 'N' -> search(past, false);
      case 'b' -> earlierBoot(past);
      case '!' -> say(past.back(PanicPhrases.IN_LINE, deadline()), "no panic before this");
      case 't' -> {
        times = !times;
        resized();
      }
      case 'q', 'Q', 3, PagerKeys.ESCAPE -> leave();
      default -> message = KEYS;
    }
  }

  /** What is searched for was typed, in part or whole. */
  private void asked(HistoryWindow past, LineEditor text, LineEditor.State state) {
    if (state != LineEditor.State.OPEN) {
      asking = null;
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
      message = "/ says what to search for";
      return;
    }
    Pattern text =
        Pattern.compile(wanted, Pattern.LITERAL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    var found = back ? past.back(text, deadline()) : past.onward(text, deadline());
    say(found, wanted + " is not " + (back ? "above" : "below"));
  }

  private void say(HistoryWindow.Search found, String none) {
    message =
        switch (found) {
          case FOUND -> "";
          case NOT_THERE -> none;
          case NOT_YET -> "not found so far; the same key goes on";
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
    return System.nanoTime() + PATIENCE;
  }

  private void draw(HistoryWindow past) {
    StringBuilder screen = new StringBuilder("\33[H\33[0m");
    for (int i = 0; i < height(); i++) {
      screen.append("\33[K"); // first: behind a full line it would take the last letter
      int row = past.top() + i;
      if (row < past.size()) {
        screen.append(time(past.row(row).line())).append(past.row(row).text());
      }
      screen.append("\r\n");
    }
    screen.append("\33[K\33[7m").append(PlainText.fit(status(past), width())).append("\33[0m");
    atEnd = past.atEnd(height());
    output.holds(past.held());
    output.dropScreens();
    output.show(screen.toString().getBytes(StandardCharsets.UTF_8));
  }

  private String status(HistoryWindow past) {
    LineEditor text = asking;
    if (text != null) {
      String typed = "search back for: " + text.text();
      return typed.substring(Math.max(0, typed.length() - width() + 1)); // its end is what is seen
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

  /** How much room a line has beside its time. */
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
