package postern.tui;

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

/**
 * Lanterna's terminal on a channel: the size is the client's word instead of a question to it,
 * reading never waits, pastes are marked by the client.
 */
final class ChannelTerminal extends ANSITerminal {
  /** Longer than the pieces of one key's sequence are apart, shorter than a person notices. */
  private static final Duration ESCAPE_WAIT = Duration.ofMillis(50);

  private static final int PACKETS_A_TURN = 16;

  private final TuiTerminal terminal;
  private final Look look;
  private final Clock clock;
  private final KeyDecoder decoder = new KeyDecoder();
  private int packets;
  private Instant escapeEnds = Instant.MAX;

  ChannelTerminal(TuiTerminal terminal, FrameOutput output, Look look, Clock clock) {
    super(InputStream.nullInputStream(), output, look.charset());
    this.terminal = terminal;
    this.look = look;
    this.clock = clock;
  }

  /** Lets {@link #pollInput} read again, so that a flood of input leaves time for the screen. */
  void beginTurn() {
    packets = 0;
  }

  /** When a key may be there without another byte; {@link Instant#MAX} if not. */
  Instant nextKeyAt() {
    return packets >= PACKETS_A_TURN ? Instant.MIN : escapeEnds;
  }

  @Override
  protected TerminalSize findTerminalSize() {
    return clamped(terminal.size());
  }

  /** A size a client may claim, within what a screen may cost. */
  static TerminalSize clamped(TuiTerminal.Size size) {
    return new TerminalSize(Math.clamp(size.cols(), 1, 500), Math.clamp(size.rows(), 1, 200));
  }

  @Override
  public @Nullable KeyStroke pollInput() {
    KeyStroke key = decoder.next();
    while (key == null && packets < PACKETS_A_TURN) {
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
    // The inherited one sends characters singly and a NUL after each of two bytes.
    writeToTerminal(string.getBytes(look.charset()));
  }

  @Override
  public void setForegroundColor(TextColor color) throws IOException {
    if (look.rich()) {
      super.setForegroundColor(color);
    }
  }

  @Override
  public void setBackgroundColor(TextColor color) throws IOException {
    if (look.rich()) {
      super.setBackgroundColor(color);
    }
  }

  @Override
  public void enterPrivateMode() throws IOException {
    super.enterPrivateMode();
    pastesMarked('h');
  }

  @Override
  public void exitPrivateMode() throws IOException {
    pastesMarked('l');
    super.exitPrivateMode();
  }

  private void pastesMarked(char setOrReset) throws IOException {
    if (look.rich()) {
      writeToTerminal((byte) 0x1b, (byte) '[', (byte) '?');
      writeToTerminal(("2004" + setOrReset).getBytes(look.charset()));
    }
  }
}
