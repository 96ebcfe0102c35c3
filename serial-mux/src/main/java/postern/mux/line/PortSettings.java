package postern.mux.line;

import com.fazecast.jSerialComm.SerialPort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postern.mux.SerialSettings;
import postern.mux.SerialSettings.Flow;
import postern.mux.SerialSettings.Parity;
import postern.mux.SerialSettings.StopBits;

/**
 * How a port is opened.
 *
 * @param text the port's address as people write it
 * @param serial whether this is a serial line, whose settings count and which has a break
 */
record PortSettings(Path path, String text, SerialSettings settings, boolean serial) {
  /** The timeout of a read. Only the delay of a close depends on it. */
  static final int READ_MILLIS = 500;

  static PortSettings pty(Path path) {
    return new PortSettings(path, "pty:" + path, SerialSettings.plain(115_200), false);
  }

  static PortSettings serial(Path device, SerialSettings settings) {
    return new PortSettings(device, "serial:" + device, settings, true);
  }

  /** Configures a port that is not open yet. */
  void applyTo(SerialPort port) {
    int parity =
        switch (settings.parity()) {
          case NONE -> SerialPort.NO_PARITY;
          case EVEN -> SerialPort.EVEN_PARITY;
          case ODD -> SerialPort.ODD_PARITY;
          case MARK -> SerialPort.MARK_PARITY;
          case SPACE -> SerialPort.SPACE_PARITY;
        };
    int stop = settings.stop() == StopBits.TWO ? SerialPort.TWO_STOP_BITS : SerialPort.ONE_STOP_BIT;
    int flow =
        switch (settings.flow()) {
          case NONE -> SerialPort.FLOW_CONTROL_DISABLED;
          case RTS_CTS -> SerialPort.FLOW_CONTROL_RTS_ENABLED | SerialPort.FLOW_CONTROL_CTS_ENABLED;
          case XON_XOFF ->
              SerialPort.FLOW_CONTROL_XONXOFF_IN_ENABLED
                  | SerialPort.FLOW_CONTROL_XONXOFF_OUT_ENABLED;
        };
    port.setComPortParameters(settings.baud(), settings.dataBits(), stop, parity);
    port.setFlowControl(flow);
    port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, READ_MILLIS, 0);
    if (serial) {
      modemLines(port);
    }
  }

  private void modemLines(SerialPort port) {
    boolean _ = settings.dtr() ? port.setDTR() : port.clearDTR();
    boolean _ = settings.rts() ? port.setRTS() : port.clearRTS();
  }

  /** Returns how the driver's settings differ from these, or empty. */
  Optional<String> refused(Termios set) {
    if (!serial) {
      return Optional.empty();
    }
    List<String> faults = new ArrayList<>();
    // Drivers round the rate to what their clock allows. The other end tolerates 3 %.
    if (Math.abs(set.baud() - settings.baud()) > settings.baud() * 3L / 100) {
      faults.add("baud " + settings.baud() + " (it runs at " + set.baud() + ")");
    }
    if (set.dataBits() != settings.dataBits()) {
      faults.add("data " + settings.dataBits() + " (it has " + set.dataBits() + ")");
    }
    if (set.parity() != settings.parity()) {
      faults.add("parity " + word(settings.parity()) + " (it has " + word(set.parity()) + ")");
    }
    if (set.stop() != settings.stop()) {
      faults.add("stop " + (settings.stop() == StopBits.TWO ? 2 : 1));
    }
    if (set.flow() != settings.flow()) {
      faults.add("flow " + word(settings.flow()) + " (it has " + word(set.flow()) + ")");
    }
    return faults.isEmpty()
        ? Optional.empty()
        : Optional.of(text + ": the driver did not accept " + String.join(", ", faults));
  }

  private static String word(Parity parity) {
    return parity.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static String word(Flow flow) {
    return flow.name().toLowerCase(java.util.Locale.ROOT).replace('_', '/');
  }
}
