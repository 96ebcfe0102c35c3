package postern.gateway.view;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import postern.gateway.keys.LineEditor;

/**
 * Asks the person for one line of text at the bottom of their screen. Output waits meanwhile, so it
 * ends by itself after two minutes.
 */
public final class LinePrompt {
  private static final long LONGEST = 120_000_000_000L;

  private final SessionOutput output;
  private final Overlay overlay;
  private @Nullable LineEditor editor;
  private Consumer<String> use = line -> {};
  private String prompt = "";
  private long ends;

  public LinePrompt(SessionOutput output, Overlay overlay) {
    this.output = output;
    this.overlay = overlay;
  }

  public boolean open() {
    return editor != null;
  }

  /**
   * @param then is given the line, never an empty one
   */
  public void ask(String question, long now, Consumer<String> then) {
    editor = new LineEditor();
    prompt = question + " (Enter sends, Esc cancels): ";
    use = then;
    ends = now + LONGEST;
    overlay.openLine();
    if (output.paints()) {
      overlay.line(prompt);
    } else {
      output.say(prompt.strip());
    }
  }

  /** Takes typed bytes while {@link #open}; what follows Enter stays in the buffer. */
  public void typed(ByteBuffer bytes, boolean pasted) {
    LineEditor line = editor;
    if (line == null) {
      return;
    }
    switch (line.take(bytes, pasted)) {
      case OPEN -> overlay.line(prompt + line.text());
      case CANCELLED -> cancel();
      case DONE -> {
        close();
        String text = line.text().strip();
        if (text.isEmpty()) {
          output.say("nothing was written, nothing done");
        } else {
          use.accept(text);
        }
      }
    }
  }

  /** Gives it up: Esc, an escape key, or time. */
  public void cancel() {
    if (editor != null) {
      close();
      output.say("not done");
    }
  }

  public void tick(long now) {
    if (editor != null && now - ends >= 0) {
      cancel();
    }
  }

  private void close() {
    editor = null;
    overlay.closeLine();
  }
}
