package postern.tui.terminal;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.TextColor;
import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.terminal.ansi.ANSITerminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import postern.tui.TuiTerminal;

/**
 * Lanterna's terminal on a channel. The client has reported its size, so the terminal is not asked
 * for it. Reading never blocks. The client marks pasted text.
 */
public final class ChannelTerminal extends ANSITerminal {
  /** Longer than the pause within one key's sequence, and too short for a person to notice. */
  private static final Duration ESCAPE_WAIT = Duration.ofMillis(50);

  private static final int PACKETS_PER_TURN = 16;

  private final TuiTerminal terminal;
  private final Style style;
  private final Clock clock;
  private final KeyDecoder decoder = new KeyDecoder();
  private int packets;
  private Instant escapeEnds = Instant.MAX;

  public ChannelTerminal(TuiTerminal terminal, FrameOutput output, Style style, Clock clock) {
    super(InputStream.nullInputStream(), output, style.charset());
    this.terminal = terminal;
    this.style = style;
    this.clock = clock;
  }

  /** Lets {@link #pollInput} read again. The limit in each turn leaves time for the screen. */
  public void beginTurn() {
    packets = 0;
  }

  /** When a key may be available without more bytes; {@link Instant#MAX} if none. */
  public Instant nextKeyAt() {
    return packets >= PACKETS_PER_TURN ? Instant.MIN : escapeEnds;
  }

  @Override
  protected TerminalSize findTerminalSize() {
    return clamped(terminal.size());
  }

  /** Limits the size that a client reports. */
  public static TerminalSize clamped(TuiTerminal.Size size) {
    return new TerminalSize(Math.clamp(size.cols(), 1, 500), Math.clamp(size.rows(), 1, 200));
  }

  @Override
  public @Nullable KeyStroke pollInput() {
    KeyStroke key = decoder.next();
    while (key == null && packets < PACKETS_PER_TURN) {
      ByteBuffer bytes = terminal.read();
      if (bytes == null) {
        return pollEscape();
      }
      packets++;
      decoder.feed(bytes);
      escapeEnds = decoder.escapePending() ? clock.instant().plus(ESCAPE_WAIT) : Instant.MAX;
      key = decoder.next();
    }
    return key;
  }

  private @Nullable KeyStroke pollEscape() {
    if (escapeEnds.isAfter(clock.instant())) {
      return null;
    }
    escapeEnds = Instant.MAX;
    decoder.endEscape();
    return decoder.next();
  }

  @Override
  public void putString(String string) throws IOException {
    // The inherited method sends single characters, and a NUL after each of two bytes.
    writeToTerminal(string.getBytes(style.charset()));
  }

  @Override
  public void setForegroundColor(TextColor color) throws IOException {
    if (style.rich()) {
      super.setForegroundColor(color);
    }
  }

  @Override
  public void setBackgroundColor(TextColor color) throws IOException {
    if (style.rich()) {
      super.setBackgroundColor(color);
    }
  }

  @Override
  public void enterPrivateMode() throws IOException {
    super.enterPrivateMode();
    setBracketedPaste('h');
  }

  @Override
  public void exitPrivateMode() throws IOException {
    setBracketedPaste('l');
    super.exitPrivateMode();
  }

  private void setBracketedPaste(char setOrReset) throws IOException {
    if (style.rich()) {
      writeToTerminal((byte) 0x1b, (byte) '[', (byte) '?');
      writeToTerminal(("2004" + setOrReset).getBytes(style.charset()));
    }
  }
}
