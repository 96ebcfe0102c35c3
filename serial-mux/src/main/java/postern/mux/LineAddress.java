package postern.mux;

import java.nio.file.Path;

/**
 * Where the bytes of a console come from and go to. A closed choice: every kind of line there is.
 */
public sealed interface LineAddress {
  /** A unix stream socket that somebody else serves (QEMU's chardev, the keeper, xenconsoled …). */
  record UnixSocket(Path path) implements LineAddress {}

  /** A raw TCP connection. */
  record Tcp(String host, int port) implements LineAddress {}

  /**
   * The slave end of a pseudo-terminal that somebody else made; opened raw, never as our terminal.
   */
  record Pty(Path path) implements LineAddress {}

  /** A serial port, RS-232 or USB. */
  record Serial(Path device, SerialSettings settings) implements LineAddress {}

  /** As people write it in the fleet file: {@code unix:/path}, {@code tcp:host:port} … */
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
