package postern.gateway.view;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import postern.gateway.keys.LineEditor;

/**
 * Asks the person for one line of text at the bottom of the screen. The machine's output waits
 * meanwhile, so the prompt closes after two minutes.
 */
public final class LinePrompt {
  private static final long TIMEOUT = 120_000_000_000L;

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
   * Opens the prompt.
   *
   * @param then receives the line, which is never empty
   */
  public void ask(String question, long now, Consumer<String> then) {
    editor = new LineEditor();
    prompt = question + " (Enter sends, Esc cancels): ";
    use = then;
    ends = now + TIMEOUT;
    overlay.openLine();
    if (output.paints()) {
      overlay.line(prompt);
    } else {
      output.notice(prompt.strip());
    }
  }

  /** Takes typed bytes while the prompt is open. What follows Enter stays in the buffer. */
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
          output.notice("the line was empty, nothing done");
        } else {
          use.accept(text);
        }
      }
    }
  }

  /** Closes the prompt without a line. */
  public void cancel() {
    if (editor != null) {
      close();
      output.notice("not done");
    }
  }

  /** Closes the prompt if its time is over. */
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
