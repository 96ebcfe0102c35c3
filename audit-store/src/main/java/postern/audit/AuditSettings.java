package postern.audit;

/**
 * How the store records.
 *
 * @param strict typing stops while it cannot be recorded
 * @param reserveBytes disk space kept for events when the disk is full; no more than a tenth of the
 *     free space at the start is taken
 * @param journalBytes size at which a journal is closed and turned into segments
 */
public record AuditSettings(boolean strict, long reserveBytes, long journalBytes) {
  public static AuditSettings defaults() {
    return new AuditSettings(true, 64L << 20, 64L << 20);
  }
}
