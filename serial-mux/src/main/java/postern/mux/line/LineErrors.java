package postern.mux.line;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;
import postern.mux.LineAddress;

/** Words the errors of the operating system so that a person can act on them. */
final class LineErrors {
  /** The text that Netty puts before the operating system's message. */
  private static final Pattern NATIVE_CALL =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

  private LineErrors() {}

  /** Words why a socket could not be opened or failed. */
  static String words(LineAddress address, IOException fault) {
    String at = address.text();
    String reason = NATIVE_CALL.matcher(String.valueOf(fault.getMessage())).replaceFirst("");
    String said = reason.toLowerCase(Locale.ROOT);
    if (fault instanceof UnknownHostException) {
      return at + ": no address is known for this host name";
    }
    if (fault instanceof FileNotFoundException || said.contains("no such file")) {
      return at + ": there is no socket at this path yet";
    }
    if (said.contains("permission denied")) {
      return at + ": permission denied; the gateway's account needs write access to it";
    }
    if (said.contains("refused")) {
      return at + ": nothing listens there (connection refused)";
    }
    if (said.contains("timed out")) {
      return at + ": no answer (timed out)";
    }
    if (fault instanceof NoRouteToHostException || said.contains("unreachable")) {
      return at + ": no route to this host";
    }
    if (said.contains("reset") || said.contains("broken pipe")) {
      return at + ": the far end broke the connection";
    }
    if (said.contains("temporarily unavailable")) {
      return at + ": the program that serves this socket does not accept connections now";
    }
    if (said.contains("too long")) {
      return at + ": this path is too long for a unix socket (at most 107 bytes)";
    }
    if (said.contains("protocol wrong type")) {
      return at + ": this is not a stream socket";
    }
    if (fault instanceof ConnectException) {
      return at + ": cannot connect (" + reason + ")";
    }
    return at + ": " + (fault.getMessage() == null ? fault.toString() : reason);
  }

  /** Words why a port could not be opened, according to the driver's errno. */
  static String words(String port, int errno) {
    return port
        + ": "
        + switch (errno) {
          case 1, 13 -> "permission denied; the gateway's account needs read and write access";
          case 2 -> "there is no such device now";
          case 5 -> "the device does not answer (input/output error)";
          case 6, 19 -> "there is no hardware behind this device";
          case 11, 16 -> "busy: another program has this device open";
          case 21 -> "this is a directory, not a device";
          case 22 -> "the driver does not accept these settings";
          case 24 -> "the gateway has too many files open";
          case 25 -> "this is not a terminal or serial device";
          default -> "cannot be opened (error " + errno + ")";
        };
  }
}
