package postern.audit.event;

/**
 * A position between two events of the log.
 *
 * @param file first id of the file
 * @param at bytes into it
 * @param id of the last event before; 0 at the start of the log
 */
public record LogPosition(long file, long at, long id) {
  public static final LogPosition START = new LogPosition(1, 0, 0);
}
