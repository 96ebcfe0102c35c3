package postern.mux.line;

import io.netty.channel.IoEventLoop;
import java.time.Duration;
import postern.mux.LineAddress;

/** Creates the line for an address. */
public final class LineFactory {
  private LineFactory() {}

  /**
   * Returns a line that is not open yet.
   *
   * @param connectWithin how long connecting may take
   */
  public static Line to(
      LineAddress address, IoEventLoop loop, LineListener listener, Duration connectWithin) {
    return switch (address) {
      case LineAddress.UnixSocket unix -> new SocketLine(unix, loop, listener, connectWithin);
      case LineAddress.Tcp tcp -> new SocketLine(tcp, loop, listener, connectWithin);
      case LineAddress.Pty(var path) -> new PortLine(PortSettings.pty(path), loop, listener);
      case LineAddress.Serial(var device, var settings) ->
          new PortLine(PortSettings.serial(device, settings), loop, listener);
    };
  }
}
