package postern.gateway.command;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import postern.gateway.ssh.SessionChannel;

/**
 * Writes a command's output to an SSH channel. A client that reads nothing for a minute counts as
 * gone.
 */
public final class SshOutput implements CommandOutput {
  private static final Duration WRITE_TIMEOUT = Duration.ofMinutes(1);

  private final SessionChannel channel;

  public SshOutput(SessionChannel channel) {
    this.channel = channel;
  }

  @Override
  public void line(String text) {
    bytes(utf8(text + lineEnd()));
  }

  @Override
  public void error(String text) {
    try {
      require(channel.writeErrorFully(utf8(text + lineEnd()), WRITE_TIMEOUT));
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  @Override
  public void bytes(ByteBuffer bytes) {
    try {
      require(channel.writeFully(bytes, WRITE_TIMEOUT));
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  @Override
  public boolean terminal() {
    return channel.terminal().isPresent();
  }

  private String lineEnd() {
    return terminal() ? "\r\n" : "\n";
  }

  private static void require(boolean written) {
    if (!written) {
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
