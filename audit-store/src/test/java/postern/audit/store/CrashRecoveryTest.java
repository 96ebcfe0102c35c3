package postern.audit.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.audit.AuditStore;
import postern.audit.Event;
import postern.audit.EventQuery;
import postern.audit.SessionId;
import postern.audit.SessionRecord;

@Tag("long")
final class CrashRecoveryTest {
  @TempDir Path temp;

  @Test
  void acknowledgedDataSurvivesAKill() throws Exception {
    Path data = temp.resolve("data");
    Random random = new Random(7);
    for (int run = 0; run < 3; run++) {
      SessionId session = new SessionId("20261122T18051" + run + "Z-4f9a2c");
      String[] safe = killed(data, session, 3 + random.nextInt(25)).split(" ", -1);
      int round = Integer.parseInt(safe[1]);
      long before = System.nanoTime();
      try (AuditStore store = StoreFixture.store(data)) {
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        for (int i = 0; i < safe.length - 2; i++) {
          checkOutput(store, i, Long.parseLong(safe[i + 2]));
        }
        SessionRecord record = store.archive().session(session).orElseThrow();
        assertThat(record.end()).contains("crashed");
        assertThat(record.role()).isEqualTo("writer");
        assertThat(record.bytesIn()).isGreaterThanOrEqualTo(3L * (round + 1));
        assertThat(record.bytesOut()).isPositive();
        assertThat(record.until().orElseThrow()).isAfter(record.opened().since());
        assertThat(store.archive().events(EventQuery.all()).toList())
            .anyMatch(event -> event.about().getOrDefault("machine", "").equals("m" + round));
        checkIdsAreContiguous(store.archive().events(EventQuery.all()).toList());
      }
    }
  }

  private static void checkOutput(AuditStore store, int console, long safe) throws Exception {
    byte[] said = StoreFixture.output(store.archive(), KilledWriter.console(console));
    assertThat((long) said.length).isGreaterThanOrEqualTo(safe);
    assertThat(store.recording(KilledWriter.console(console)).lastOffset()).isEqualTo(said.length);
    for (int offset = 0; offset < said.length; offset++) {
      if (said[offset] != KilledWriter.at(console, offset)) {
        throw new AssertionError("console " + console + " differs at " + offset);
      }
    }
  }

  private static void checkIdsAreContiguous(List<Event> newestFirst) {
    List<Long> ids = newestFirst.reversed().stream().map(Event::id).toList();
    assertThat(ids).isEqualTo(Stream.iterate(1L, id -> id + 1).limit(ids.size()).toList());
  }

  /** Starts a child that writes, kills it, and returns its last acknowledgement. */
  private static String killed(Path data, SessionId session, int rounds) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                data.toString(),
                session.text())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String last = "";
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        if (line.startsWith("safe ") && line.split(" ", -1).length == KilledWriter.CONSOLES + 2) {
          last = line;
          if (--rounds == 0) {
            child.toHandle().destroyForcibly();
          }
        }
      }
    }
    child.waitFor();
    assertThat(last).startsWith("safe ");
    return last;
  }
}
