package postern.mux;

/**
 * What a console is made with.
 *
 * @param firstOffset the last recorded offset, so that offsets go on across restarts
 * @param rows of the screen's model, 24 when nobody said
 * @param cols of the screen's model, 80 when nobody said
 */
public record ConsoleSettings(
    ConsoleId id, LineAddress address, long firstOffset, int rows, int cols) {}
