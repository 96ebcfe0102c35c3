package postern.audit;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One act or refusal, as it stands in the event log for ever.
 *
 * @param id counts up from 1 without holes
 * @param kind one of {@link #KINDS}
 * @param outcome one of a closed list: ok, refused, failed, unseen, already, busy
 * @param about what it concerns, under the names that lists use: person, key, source, tenant,
 *     machine, session, reason …
 */
public record Event(
    long id, Instant time, String kind, String outcome, SortedMap<String, String> about) {
  /** Version of the form of events. */
  public static final int VERSION = 1;

  /** What an event can be: a closed list, as the auditors' manual has it. */
  public static final List<String> KINDS =
      List.of(
          "start",
          "stop",
          "login",
          "logout",
          "refused",
          "attach",
          "detach",
          "keyboard",
          "message",
          "note",
          "size",
          "power",
          "break",
          "sysrq",
          "send",
          "rescue",
          "try",
          "line",
          "kill",
          "view",
          "command",
          "config",
          "recording",
          "machine",
          "keeper");

  public Event {
    about = Collections.unmodifiableSortedMap(new TreeMap<>(about));
  }
}
