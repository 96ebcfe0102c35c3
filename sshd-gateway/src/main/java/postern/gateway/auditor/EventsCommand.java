package postern.gateway.auditor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import postern.audit.Event;
import postern.audit.EventKind;
import postern.audit.EventQuery;
import postern.gateway.command.Arguments;
import postern.gateway.command.BufferedOutput;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.EventLogDamage;
import postern.gateway.command.ListWriter;
import postern.gateway.command.UsageFault;
import postern.gateway.text.PlainText;
import postern.gateway.work.Work;

/** {@code events}: lists events, one for each act and refusal. */
final class EventsCommand implements Command<AuditContext> {
  /** The fields that have columns; all others are in the column {@code more}. */
  private static final List<String> COLUMN_FIELDS =
      List.of("machine", "tenant", "person", "key", "source", "session", "action", "reason");

  @Override
  public String name() {
    return "events";
  }

  @Override
  public String usage() {
    return "[--event KIND] [--machine M] [--tenant T] [--person P] [--source A] [--since 1d] [--until TIME]"
        + " [--limit N] [--json|--csv] [--local]";
  }

  @Override
  public String about() {
    return "lists events, newest first: every act and refusal";
  }

  @Override
  public int run(AuditContext context, Arguments arguments, CommandOutput out) {
    BufferedOutput buffered = new BufferedOutput(out);
    ListWriter list =
        ListWriter.of(
            arguments, buffered, "id", "v", "time", "event", "outcome", "machine", "tenant",
            "person", "key", "source", "session", "action", "reason", "more");
    EventQuery query =
        new EventQuery(
            arguments.option("--machine"),
            context.tenantFilter(arguments.option("--tenant")),
            arguments.option("--person"),
            arguments.option("--source"),
            arguments.option("--event").map(EventsCommand::kind),
            arguments.instant("--since"),
            arguments.instant("--until"),
            arguments.number("--limit", 1, 1_000_000).orElse(1000));
    arguments.rest(0, 0);
    try (Work work = context.startWork()) {
      work.pause(buffered);
      list.begin();
      work.each(() -> context.archive().events(query), event -> row(list, event));
      list.end();
      return EventLogDamage.write(context.archive(), work, buffered);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EventKind kind(String word) {
    return EventKind.of(word)
        .orElseThrow(() ->
            new UsageFault(
                "there is no event "
                    + PlainText.clean(word, 40)
                    + "; events are "
                    + Arrays.stream(EventKind.values())
                        .map(EventKind::word)
                        .collect(Collectors.joining(" "))));
  }

  private static void row(ListWriter list, Event event) {
    Map<String, String> about = event.about();
    Map<String, String> more = new TreeMap<>(about);
    COLUMN_FIELDS.forEach(more::remove);
    list.row(
        event.id(),
        Event.VERSION,
        event.time(),
        event.kind(),
        event.outcome(),
        about.get("machine"),
        about.get("tenant"),
        about.get("person"),
        about.get("key"),
        about.get("source"),
        about.get("session"),
        about.get("action"),
        about.get("reason"),
        more);
  }
}
