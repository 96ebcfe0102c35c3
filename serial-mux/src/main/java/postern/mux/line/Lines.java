package postern.mux.line;

import io.netty.channel.IoEventLoop;
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
      LineAddress address, IoEventLoop loop, LineListener listener, Duration connectWithin) {
    return switch (address) {
      case LineAddress.UnixSocket unix -> new SocketLine(unix, loop, listener, connectWithin);
      case LineAddress.Tcp tcp -> new SocketLine(tcp, loop, listener, connectWithin);
      case LineAddress.Pty(var path) -> new PortLine(PortSetup.pty(path), loop, listener);
      case LineAddress.Serial(var device, var settings) ->
          new PortLine(PortSetup.serial(device, settings), loop, listener);
    };
  }
}
