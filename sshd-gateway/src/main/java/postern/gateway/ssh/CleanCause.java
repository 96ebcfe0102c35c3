package postern.gateway.ssh;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import postern.gateway.text.PlainText;

/** Prints the exceptions of a log entry on the same line, each with its first frames. */
public final class CleanCause extends ThrowableHandlingConverter {
  private static final int DEPTH = 5;
  private static final int FRAMES = 6;

  @Override
  public String convert(ILoggingEvent event) {
    StringBuilder out = new StringBuilder();
    IThrowableProxy cause = event.getThrowableProxy();
    for (int depth = 0; cause != null && depth < DEPTH; depth++) {
      out.append(" | ").append(cause.getClassName());
      if (cause.getMessage() != null) {
        out.append(": ").append(PlainText.quoted(cause.getMessage()));
      }
      StackTraceElementProxy[] frames = cause.getStackTraceElementProxyArray();
      for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
        out.append(' ').append(frames[i].getSTEAsString());
      }
      cause = cause.getCause();
    }
    return out.toString();
  }
}
