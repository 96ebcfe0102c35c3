package postern.mux.line;

import java.time.Duration;
import postern.mux.LineAddress;

/** Makes the line that fits an address. */
public final class Lines {
  private Lines() {}

  /**
   * A line that is not open yet.
   *
   * @param connectWithin how long a connection may take to come about
   */
  public static Line to(
      LineAddress address, ConsoleThread thread, LineListener listener, Duration connectWithin) {
    return switch (address) {
      case LineAddress.UnixSocket unix -> new SocketLine(unix, thread, listener, connectWithin);
      case LineAddress.Tcp tcp -> new SocketLine(tcp, thread, listener, connectWithin);
      case LineAddress.Pty(var path) -> new PortLine(PortSetup.pty(path), thread, listener);
      case LineAddress.Serial(var device, var settings) ->
          new PortLine(PortSetup.serial(device, settings), thread, listener);
    };
  }
}
