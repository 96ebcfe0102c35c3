package postern.mux;

/**
 * The settings of a serial line.
 *
 * @param baud bits per second
 * @param dataBits 5 to 8
 * @param dtr whether DTR is on while the port is open
 * @param rts whether RTS is on while the port is open
 * @param hangupOnClose whether DTR is dropped when the port is closed
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

  /**
   * Returns settings with 8 data bits, no parity, one stop bit, no flow control, and DTR and RTS
   * on.
   */
  public static SerialSettings plain(int baud) {
    return new SerialSettings(baud, 8, Parity.NONE, StopBits.ONE, Flow.NONE, true, true, true);
  }
}
