package postern.audit;

/**
 * @param strict typing stops while it cannot be recorded
 * @param reserveBytes disk space kept back for events when the disk is full; taken as far as a
 *     tenth of what is free when the store is opened
 * @param journalBytes size at which a journal is closed and turned into segments
 */
public record AuditSettings(boolean strict, long reserveBytes, long journalBytes) {
  public static AuditSettings usual() {
    return new AuditSettings(true, 64L << 20, 64L << 20);
  }
}
