package postern.tui.terminal;

import com.googlecode.lanterna.gui2.AbstractTextGUIThread;
import com.googlecode.lanterna.gui2.TextGUI;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Runs Lanterna's GUI on the thread that serves the person. Lanterna's own implementations poll a
 * thousand times a second; this one works only when it is woken.
 */
public final class GuiThread extends AbstractTextGUIThread {
  private final Thread thread = Thread.currentThread();
  private final Runnable wake;

  public GuiThread(TextGUI gui, Runnable wake) {
    super(gui);
    this.wake = wake;
    setExceptionHandler(new Rethrow());
  }

  @Override
  public void invokeLater(Runnable runnable) {
    super.invokeLater(runnable);
    wake.run();
  }

  @Override
  public Thread getThread() {
    return thread;
  }

  /** Passes exceptions to the session's guard. Lanterna's handler prints them and goes on. */
  private static final class Rethrow implements ExceptionHandler {
    @Override
    public boolean onIOException(IOException e) {
      throw new UncheckedIOException(e);
    }

    @Override
    public boolean onRuntimeException(RuntimeException e) {
      throw e;
    }
  }
}
