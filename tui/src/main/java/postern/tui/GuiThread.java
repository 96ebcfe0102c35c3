package postern.tui;

import com.googlecode.lanterna.gui2.AbstractTextGUIThread;
import com.googlecode.lanterna.gui2.TextGUI;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Lanterna's user interface on the thread that serves the person. The stock ones poll a thousand
 * times a second; this one only works when it is woken.
 */
final class GuiThread extends AbstractTextGUIThread {
  private final Thread thread = Thread.currentThread();
  private final Runnable wake;

  GuiThread(TextGUI gui, Runnable wake) {
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

  /** The guard around the session deals with bugs; the stock handler prints them and goes on. */
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
