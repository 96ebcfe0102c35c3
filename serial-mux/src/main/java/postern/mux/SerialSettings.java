package postern.mux;

/**
 * How a serial line is set up. {@code dtr} and {@code rts} say how the lines are driven while the
 * port is open; {@code hangupOnClose} drops DTR when it is closed.
 *
 * @param baud bits a second
 * @param dataBits 5 to 8
 */
public record SerialSettings(
    int baud,
    int dataBits,
    Parity parity,
    StopBits stop,
    Flow flow,
    boolean dtr,
    boolean rts,
    boolean hangupOnClose) {
  public enum Parity {
    NONE,
    EVEN,
    ODD,
    MARK,
    SPACE
  }

  public enum StopBits {
    ONE,
    TWO
  }

  public enum Flow {
    NONE,
    RTS_CTS,
    XON_XOFF
  }

  public SerialSettings {
    if (baud < 50 || baud > 4_000_000) {
      throw new IllegalArgumentException("baud " + baud + " is not between 50 and 4000000");
    }
    if (dataBits < 5 || dataBits > 8) {
      throw new IllegalArgumentException("data bits " + dataBits + " are not between 5 and 8");
    }
  }

  /** 8 data bits, no parity, one stop bit, no flow control, DTR and RTS on. */
  public static SerialSettings plain(int baud) {
    return new SerialSettings(baud, 8, Parity.NONE, StopBits.ONE, Flow.NONE, true, true, true);
  }
}
