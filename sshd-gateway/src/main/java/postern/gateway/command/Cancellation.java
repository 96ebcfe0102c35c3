package postern.gateway.command;

import java.util.function.BooleanSupplier;
import postern.gateway.ssh.Input;
import postern.gateway.ssh.SessionChannel;

/**
 * Tells whether a command that reads no input was cancelled: its client has gone, or the person
 * typed Ctrl-C. With a terminal, Ctrl-C arrives as an ordinary byte. Used by the session's thread
 * only.
 */
public final class Cancellation implements BooleanSupplier {
  private static final byte CTRL_C = 3;

  private final SessionChannel channel;
  private boolean interrupted;

  public Cancellation(SessionChannel channel) {
    this.channel = channel;
  }

  @Override
  public boolean getAsBoolean() {
    for (Input input = channel.poll(); input != null; input = channel.poll()) {
      if (input instanceof Input.Bytes typed && channel.terminal().isPresent()) {
        while (typed.bytes().hasRemaining()) {
          interrupted |= typed.bytes().get() == CTRL_C;
        }
      }
    }
    return interrupted || channel.closed();
  }
}
