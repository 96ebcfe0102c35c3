package postern.mux.screen;

/** Receives what a {@link Scanner} finds, in order. */
interface Sink {
  /** Receives at least one byte of the scanner's plain set. */
  void text(byte[] bytes, int from, int to);

  /** Receives a character beyond ASCII, never a control. Its bytes start at {@code from}. */
  void character(int codePoint, byte[] raw, int from, int length);

  /** Receives bytes that are no UTF-8: one maximal piece, shown as one U+FFFD. */
  void malformed(byte[] raw, int length);

  /** Receives a C0 control outside the plain set, on its own or inside a sequence. */
  void control(int c0);

  /**
   * Receives an escape sequence that is not parsed yet: ESC, a few intermediates at most, and a
   * final byte.
   */
  void escape(Sequence sequence);

  /** Receives a complete CSI sequence that is not parsed yet. */
  void command(Sequence sequence);

  /**
   * Reports the start of a string (DCS, OSC, SOS, PM, APC or a screen title). Its content is never
   * passed on.
   */
  void string();
}
