package postern.audit;

import java.time.Instant;
import java.util.Optional;

/** Selects events. An event must match every filter that is present. */
public record EventQuery(
    Optional<String> machine,
    Optional<String> tenant,
    Optional<String> person,
    Optional<String> source,
    Optional<EventKind> kind,
    Optional<Instant> since,
    Optional<Instant> until,
    int limit) {
  public static EventQuery all() {
    return new EventQuery(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Integer.MAX_VALUE);
  }
}
