package postern.audit;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One entry of the event log. Kind and outcome are the words as the log has them: a log written by
 * a later version may have words that {@link EventKind} and {@link Outcome} lack.
 *
 * @param id counts up from 1 without holes
 * @param kind usually the word of an {@link EventKind}
 * @param outcome usually the word of an {@link Outcome}
 * @param about what the event concerns, under the names that lists use: person, key, source,
 *     tenant, machine, session, reason and so on
 */
public record Event(
    long id, Instant time, String kind, String outcome, SortedMap<String, String> about) {
  /** Version of the format of events. */
  public static final int VERSION = 1;

  public Event {
    about = Collections.unmodifiableSortedMap(new TreeMap<>(about));
  }

  public boolean is(EventKind wanted) {
    return kind.equals(wanted.word());
  }
}
