package postern.gateway.screens;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import postern.gateway.ssh.Input;
import postern.gateway.ssh.SessionChannel;
import postern.tui.TuiTerminal;

/** The terminal of the text UI on an SSH channel. */
final class ChannelTuiTerminal implements TuiTerminal {
  private final SessionChannel channel;
  private boolean ended;

  ChannelTuiTerminal(SessionChannel channel) {
    this.channel = channel;
  }

  @Override
  public String type() {
    return channel.terminal().map(SessionChannel.Terminal::type).orElse("");
  }

  @Override
  public Size size() {
    return channel
        .terminal()
        .map(t -> new Size(t.rows(), t.cols()))
        .orElseGet(() -> new Size(24, 80));
  }

  @Override
  public @Nullable ByteBuffer read() {
    for (Input input = channel.poll(); input != null; input = channel.poll()) {
      switch (input) {
        case Input.Bytes(ByteBuffer bytes, var packet, var nanos) -> {
          return bytes;
        }
        case Input.Eof() -> ended = true;
        case Input.Resized r -> {}
        case Input.Break b -> {}
      }
    }
    return null;
  }

  @Override
  public void await(Duration atMost) throws InterruptedException {
    channel.await(atMost);
  }

  @Override
  public void wake() {
    channel.wake();
  }

  @Override
  public boolean writable() {
    return channel.writable();
  }

  @Override
  public void write(ByteBuffer bytes) {
    channel.write(bytes);
  }

  @Override
  public boolean closed() {
    return ended || channel.closed();
  }
}
