package postern.gateway.ssh;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import postern.gateway.text.PlainText;

/**
 * Prints the message of a log entry as one line without control characters. Libraries log text that
 * clients sent.
 */
public final class CleanMessage extends ClassicConverter {
  private static final int LIMIT = 2048;

  @Override
  public String convert(ILoggingEvent event) {
    return PlainText.quoted(String.valueOf(event.getFormattedMessage()), LIMIT);
  }
}
