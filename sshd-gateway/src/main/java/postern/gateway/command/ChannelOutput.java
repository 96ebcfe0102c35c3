package postern.gateway.command;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import postern.gateway.ssh.SessionChannel;

/** A command's output over ssh. A client that takes nothing for a minute has gone. */
public final class ChannelOutput implements CommandOutput {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final SessionChannel channel;

  public ChannelOutput(SessionChannel channel) {
    this.channel = channel;
  }

  @Override
  public void line(String text) {
    bytes(utf8(text + end()));
  }

  @Override
  public void error(String text) {
    try {
      need(channel.writeErrorFully(utf8(text + end()), PATIENCE));
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  @Override
  public void bytes(ByteBuffer bytes) {
    try {
      need(channel.writeFully(bytes, PATIENCE));
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  @Override
  public boolean terminal() {
    return channel.terminal().isPresent();
  }

  private String end() {
    return terminal() ? "\r\n" : "\n";
  }

  private static void need(boolean taken) {
    if (!taken) {
      throw new Gone();
    }
  }

  private static Gone interrupted() {
    Thread.currentThread().interrupt();
    return new Gone();
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
