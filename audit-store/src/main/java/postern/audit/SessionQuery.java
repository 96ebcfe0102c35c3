package postern.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * Selects sessions. A session must match every filter that is present. It matches {@code since} and
 * {@code until} if it was open at any time from the one up to the other.
 */
public record SessionQuery(
    Optional<String> machine,
    Optional<String> tenant,
    Optional<String> person,
    Optional<String> source,
    Optional<Instant> since,
    Optional<Instant> until,
    int limit) {
  public static SessionQuery all() {
    return new SessionQuery(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Integer.MAX_VALUE);
  }

  /** Returns the same query, limited to sessions that were open at this time or later. */
  public SessionQuery noEarlierThan(Instant moment) {
    Instant from = since.filter(asked -> asked.isAfter(moment)).orElse(moment);
    return new SessionQuery(machine, tenant, person, source, Optional.of(from), until, limit);
  }
}
