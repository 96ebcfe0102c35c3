package postern.gateway.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import postern.gateway.history.Boots;
import postern.gateway.history.History;
import postern.gateway.history.Line;

/**
 * The past on the person's whole terminal: pages, searches, jumps to boots and panics. While it is
 * open nothing typed reaches the machine, and what the machine says waits.
 */
final class Pager {
  /** A search gives up after this and can be asked to go on, nanoseconds. */
  private static final long PATIENCE = 2_000_000_000L;

  private static final long BOOTS_WITHIN = 64L << 20;
  private static final int LONGEST = 200;
  private static final String KEYS = "PgUp PgDn g G  / n N find  b boot  ! panic  t times  q leave";

  private final Place place;
  private final OutputPath output;
  private final Overlay overlay;
  private @Nullable PastLines lines;
  private @Nullable StringBuilder asking;
  private String wanted = "";
  private String message = "";
  private boolean times;

  Pager(Place place, OutputPath output, Overlay overlay) {
    this.place = place;
    this.output = output;
    this.overlay = overlay;
  }

  boolean open() {
    return lines != null;
  }

  /** {@code p}. */
  void enter(boolean pasting) {
    if (pasting) {
      place.voice().say("not now: a paste is under way, " + place.key(".") + " stops it");
    } else if (output.paints()) {
      enter();
    } else {
      place
          .voice()
          .say("no pages with +raw, which shows the machine's bytes only; log shows its past");
    }
  }

  private void enter() {
    PastLines past = new PastLines(place.host().history(), width());
    try {
      past.toEnd(height());
    } catch (IOException | UncheckedIOException e) {
      place.voice().say("the history cannot be read: " + why(e));
      return;
    }
    lines = past;
    message = "";
    output.cover(true);
    output.dropScreens();
    output.switchTo(output.passage().giveBack());
    output.switchTo(ascii("\33[?1049h\33[?7l\33[?25l\33[2J"));
    draw(past);
  }

  /** Back to the machine's screen, exactly. */
  void leave() {
    lines = null;
    asking = null;
    output.cover(false);
    output.dropScreens();
    output.switchTo(ascii("\33[0m\33[?7h\33[?25h\33[?1049l"));
    overlay.paint();
  }

  /** The terminal has another size. */
  void resized() {
    PastLines past = lines;
    if (past == null) {
      return;
    }
    long offset = past.size() == 0 ? 0 : past.row(past.top()).offset();
    PastLines anew = new PastLines(place.host().history(), width());
    lines = anew;
    attempt(
        anew,
        () -> {
          anew.toEnd(height());
          anew.to(offset);
        });
  }

  /** Takes keys; the buffer is empty afterwards. A paste is no key. */
  void typed(ByteBuffer keys, boolean pasted) {
    while (!pasted && keys.hasRemaining()) {
      PastLines past = lines;
      if (past == null) {
        break;
      }
      int key = PagerKeys.next(keys);
      if (asking != null) {
        asked(past, key);
      } else {
        attempt(past, () -> act(past, key));
      }
    }
    keys.position(keys.limit());
  }

  /** Something that reads the disk. */
  private interface Deed {
    void run() throws IOException;
  }

  private void attempt(PastLines past, Deed deed) {
    try {
      deed.run();
    } catch (IOException | UncheckedIOException e) {
      message = "cannot be read: " + why(e);
    }
    if (past == lines) {
      draw(past);
    }
  }

  private void act(PastLines past, int key) throws IOException {
    message = "";
    switch (key) {
      case PagerKeys.UP, 'k' -> past.move(-1, height());
      case PagerKeys.DOWN, 'j', '\r' -> past.move(1, height());
      case PagerKeys.PAGE_UP, 'u', 2 -> past.move(1 - height(), height());
      case PagerKeys.PAGE_DOWN, ' ', 6 -> past.move(height() - 1, height());
      case PagerKeys.HOME, 'g' -> past.to(0);
      case PagerKeys.END, 'G' -> past.toEnd(height());
      case '/' -> asking = new StringBuilder();
      case 'n' -> search(past, true);
      case 'N' -> search(past, false);
      case 'b' -> earlierBoot(past);
      case '!' ->
          say(past.back(line -> Boots.panic(line.text()), deadline()), "no panic before this");
      case 't' -> times = !times;
      case 'q', 'Q', 3, PagerKeys.ESCAPE -> leave();
      default -> message = KEYS;
    }
  }

  /** A key of what is searched for. */
  private void asked(PastLines past, int key) {
    StringBuilder text = asking;
    if (text == null) {
      return;
    }
    if (key == '\r' || key == '\n') {
      asking = null;
      wanted = text.isEmpty() ? wanted : text.toString().toLowerCase(Locale.ROOT);
      attempt(past, () -> search(past, true));
      return;
    }
    if (key == PagerKeys.ESCAPE || key == 3) {
      asking = null;
    } else if ((key == 8 || key == 127) && !text.isEmpty()) {
      text.setLength(text.length() - 1);
    } else if (key >= ' ' && key < 127 && text.length() < LONGEST) {
      text.append((char) key);
    }
    draw(past);
  }

  private void search(PastLines past, boolean back) throws IOException {
    if (wanted.isEmpty()) {
      message = "/ says what to search for";
      return;
    }
    var found =
        back ? past.back(this::matches, deadline()) : past.onward(this::matches, deadline());
    say(found, wanted + " is not " + (back ? "above" : "below"));
  }

  private boolean matches(Line line) {
    return line.text().toLowerCase(Locale.ROOT).contains(wanted);
  }

  private void say(PastLines.Search found, String none) {
    message =
        switch (found) {
          case FOUND -> "";
          case NOT_THERE -> none;
          case NOT_YET -> "not found so far; the same key goes on";
        };
  }

  private void earlierBoot(PastLines past) throws IOException {
    if (past.size() == 0) {
      return;
    }
    History history = place.host().history();
    long here = past.row(past.top()).offset();
    List<Line> boots = history.boots(1, here, BOOTS_WITHIN).all();
    if (boots.isEmpty()) {
      message = "no boot before this";
    } else {
      past.to(boots.getLast().offset());
    }
  }

  private long deadline() {
    return System.nanoTime() + PATIENCE;
  }

  private void draw(PastLines past) {
    StringBuilder screen = new StringBuilder("\33[H\33[0m");
    for (int i = 0; i < height(); i++) {
      screen.append("\33[K"); // first: behind a full line it would take the last letter
      int row = past.top() + i;
      if (row < past.size()) {
        Line line = past.row(row);
        if (times) {
          screen.append(PlainText.time(line.time(), place.now())).append("  ");
        }
        screen.append(line.text());
      }
      screen.append("\r\n");
    }
    screen.append("\33[K\33[7m").append(PlainText.fit(status(past), width())).append("\33[0m");
    output.dropScreens();
    output.show(screen.toString().getBytes(StandardCharsets.UTF_8));
  }

  private String status(PastLines past) {
    StringBuilder text = asking;
    if (text != null) {
      return "search back for: " + text;
    }
    if (past.size() == 0) {
      return "no history yet; q leave";
    }
    String when = PlainText.time(past.row(past.top()).time(), place.now());
    String where = past.atEnd(height()) ? " (end)" : "";
    return when + where + "  " + (message.isEmpty() ? KEYS : message);
  }

  private int height() {
    return Math.max(1, overlay.rows() - 1);
  }

  private int width() {
    return overlay.cols();
  }

  private static String why(Exception e) {
    return PlainText.clean(String.valueOf(e.getMessage()), 120);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
