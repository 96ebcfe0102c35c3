package postern.mux.screen;

/** What a {@link Scanner} finds, in order. */
interface Sink {
  /** Bytes of the scanner's plain set, at least one. */
  void text(byte[] bytes, int from, int to);

  /** One character beyond ASCII, never a control; its bytes begin at {@code from}. */
  void character(int codePoint, byte[] raw, int from, int length);

  /** Bytes that are no UTF-8: one maximal piece, shown as one U+FFFD. */
  void malformed(byte[] raw, int length);

  /** A C0 control outside the plain set, on its own or inside a sequence. */
  void control(int c0);

  /** ESC, at most a few intermediates and a final; not yet read. */
  void escape(Sequence sequence);

  /** A whole CSI sequence; not yet read. */
  void command(Sequence sequence);

  /** A string (DCS, OSC, SOS, PM, APC or a screen title) begins; nothing of it is ever given. */
  void string();
}
