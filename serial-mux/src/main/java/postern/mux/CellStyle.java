package postern.mux;

/**
 * The style of a cell. A colour is -1 for the terminal's default, 0 to 255 for the palette, or
 * {@code 0x1000000 | rgb}.
 */
public record CellStyle(
    int foreground,
    int background,
    boolean bold,
    boolean faint,
    boolean italic,
    boolean underline,
    boolean blink,
    boolean inverse,
    boolean hidden,
    boolean struck) {
  public static final CellStyle PLAIN =
      new CellStyle(-1, -1, false, false, false, false, false, false, false, false);
}
