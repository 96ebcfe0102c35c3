package postern.audit.query;

import java.time.Instant;
import java.util.Optional;
import postern.audit.Event;
import postern.audit.EventKind;
import postern.audit.EventQuery;
import postern.audit.SessionQuery;
import postern.audit.SessionRecord;

/** Applies the filters of queries, alike for files and index. */
final class Filters {
  private Filters() {}

  static boolean pass(EventQuery query, Event event) {
    return is(query.kind().map(EventKind::word), event.kind())
        && is(query.machine(), event.about().get("machine"))
        && is(query.tenant(), event.about().get("tenant"))
        && is(query.person(), event.about().get("person"))
        && is(query.source(), event.about().get("source"))
        && query.since().map(since -> !event.time().isBefore(since)).orElse(true)
        && query.until().map(until -> event.time().isBefore(until)).orElse(true);
  }

  /** Passes a session that was open at any time from {@code since} up to {@code until}. */
  static boolean pass(SessionQuery query, SessionRecord session) {
    Instant start = session.opened().since();
    Instant until = session.until().orElse(Instant.MAX);
    Instant first = start.isBefore(until) ? start : until; // the clock may have been set back
    Instant last = start.isBefore(until) ? until : start;
    return is(query.machine(), session.opened().console().machine())
        && is(query.tenant(), session.opened().console().tenant())
        && is(query.person(), session.opened().person())
        && is(query.source(), session.opened().source())
        && query.since().map(since -> !last.isBefore(since)).orElse(true)
        && query.until().map(before -> first.isBefore(before)).orElse(true);
  }

  private static boolean is(Optional<String> wanted, @org.jspecify.annotations.Nullable String is) {
    return wanted.isEmpty() || wanted.get().equals(is);
  }
}
