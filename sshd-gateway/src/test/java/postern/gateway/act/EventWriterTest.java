package postern.gateway.act;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.audit.AuditSettings;
import postern.audit.AuditStore;
import postern.audit.Event;
import postern.audit.EventKind;
import postern.audit.EventQuery;
import postern.audit.Outcome;
import postern.audit.store.FileAuditStore;
import postern.gateway.access.Actor;
import postern.gateway.ssh.KeyUse;

/** What one person does too often is counted, and delays nobody else. */
final class EventWriterTest {
  @TempDir Path dir;

  private static Actor actor(String name) {
    return new Actor("red/" + name, new KeyUse(name, "127.0.0.1", false), true, false);
  }

  @Test
  void eventsOfOnePersonBeyondTheLimitAreWrittenAsOne() throws Exception {
    try (AuditStore audit =
        FileAuditStore.open(
            dir.resolve("data"), new AuditSettings(true, 1 << 20, 1 << 20), Clock.systemUTC())) {
      EventWriter events = new EventWriter(audit);
      for (int i = 0; i < 20_000; i++) {
        events.event(EventKind.NOTE, Outcome.OK, actor("rita"), text("line " + i));
      }
      assertThat(events.mayAct("rob")).isEqualTo(MayAct.YES);
      events.event(EventKind.NOTE, Outcome.OK, actor("rob"), text("hello"));
      events.flush();
      assertThat(audit.sync()).isTrue();
      List<Event> all;
      try (var found = audit.archive().events(EventQuery.all())) {
        all = found.toList();
      }
      List<Event> ritas = of(all, "red/rita");
      assertThat(ritas.size()).isBetween(2000, 10_000);
      assertThat(ritas.stream().mapToInt(EventWriterTest::times).sum()).isEqualTo(20_000);
      assertThat(of(all, "red/rob")).hasSize(1);
    }
  }

  private static EventFields text(String line) {
    return new EventFields().with(EventField.TEXT, line);
  }

  private static List<Event> of(List<Event> all, String person) {
    return all.stream().filter(e -> person.equals(e.about().get("person"))).toList();
  }

  private static int times(Event event) {
    return Integer.parseInt(event.about().getOrDefault("times", "1"));
  }
}
