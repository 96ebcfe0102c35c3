package postern.mux;

/**
 * The settings of a new console.
 *
 * @param firstOffset the last recorded offset, so that offsets continue across restarts
 * @param rows of the screen, 24 by default
 * @param cols of the screen, 80 by default
 */
public record ConsoleSettings(
    ConsoleId id, LineAddress address, long firstOffset, int rows, int cols) {}
