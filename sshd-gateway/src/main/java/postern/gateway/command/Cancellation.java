package postern.gateway.command;

import java.util.function.BooleanSupplier;
import postern.gateway.ssh.Input;
import postern.gateway.ssh.SessionChannel;

/**
 * Whether the client of a command that reads no input has gone, or has typed Ctrl-C on a terminal
 * of the gateway's, where it is a byte like any other. Asked by the session's thread only.
 */
public final class Cancellation implements BooleanSupplier {
  private static final byte CTRL_C = 3;

  private final SessionChannel channel;
  private boolean left;

  public Cancellation(SessionChannel channel) {
    this.channel = channel;
  }

  @Override
  public boolean getAsBoolean() {
    for (Input input = channel.poll(); input != null; input = channel.poll()) {
      if (input instanceof Input.Bytes typed && channel.terminal().isPresent()) {
        while (typed.bytes().hasRemaining()) {
          left |= typed.bytes().get() == CTRL_C;
        }
      }
    }
    return left || channel.closed();
  }
}
