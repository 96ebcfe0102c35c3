package postern.mux;

import java.nio.file.Path;

/** The address of a line. Each kind of line has one record. */
public sealed interface LineAddress {
  /** A unix stream socket that another program serves, such as QEMU, the keeper or xenconsoled. */
  record UnixSocket(Path path) implements LineAddress {}

  /** A raw TCP connection. */
  record Tcp(String host, int port) implements LineAddress {}

  /**
   * The slave of a pseudo-terminal that another program made. It is opened in raw mode and never
   * becomes the controlling terminal.
   */
  record Pty(Path path) implements LineAddress {}

  /** A serial port, RS-232 or USB. */
  record Serial(Path device, SerialSettings settings) implements LineAddress {}

  /**
   * Returns the address as it is written in the fleet's files: {@code unix:/path}, {@code
   * tcp:host:port} …
   */
  default String text() {
    return switch (this) {
      case UnixSocket(Path path) -> "unix:" + path;
      case Tcp(String host, int port) ->
          "tcp:" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
      case Pty(Path path) -> "pty:" + path;
      case Serial(Path device, SerialSettings settings) ->
          "serial:" + device + "?baud=" + settings.baud();
    };
  }
}
