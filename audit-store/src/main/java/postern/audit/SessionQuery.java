package postern.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * Which sessions; every filter that is present must hold. A session passes {@code since} and {@code
 * until} when it lasted at any time from the one to before the other.
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

  /** The same, of sessions that lasted at that moment or later. */
  public SessionQuery noEarlierThan(Instant moment) {
    Instant from = since.filter(asked -> asked.isAfter(moment)).orElse(moment);
    return new SessionQuery(machine, tenant, person, source, Optional.of(from), until, limit);
  }
}
