package postern.audit.store;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import postern.audit.Event;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.audit.SessionClosed;
import postern.audit.SessionEnd;
import postern.audit.SessionOpened;
import postern.audit.SessionRecord;
import postern.audit.SessionRole;
import postern.audit.disk.DataDir;
import postern.audit.event.EventLog;
import postern.audit.event.KnownEnds;
import postern.audit.event.LogPosition;
import postern.audit.event.LogReader;
import postern.audit.event.Sessions;
import postern.audit.recording.Recovered;

/** Ends the sessions that a crash left open, as far as what is on disk tells how they ended. */
final class Crashed {
  /** Counting what they typed shall not hold up the start. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final DataDir dir;
  private final Recovered recovered;
  private final Map<String, Map<String, String>> open = new LinkedHashMap<>();
  private final KnownEnds ends = new KnownEnds();
  private Instant lastEvent = Instant.EPOCH;

  private Crashed(DataDir dir, Recovered recovered) {
    this.dir = dir;
    this.recovered = recovered;
  }

  /**
   * @return what was recovered, with the offsets that events tell of
   */
  static Recovered close(
      DataDir dir, Optional<Checkpoint> checkpoint, Recovered found, EventLog log)
      throws IOException {
    Crashed crashed = new Crashed(dir, found);
    checkpoint.ifPresent(known ->
        known.open().forEach(about -> crashed.open.put(about.getOrDefault("session", ""), about)));
    LogPosition from = checkpoint.map(Checkpoint::events).orElse(LogPosition.START);
    new LogReader(dir).read(from, (event, at, size) -> crashed.fold(event));
    crashed.end(log);
    return found.knowing(crashed.ends.all());
  }

  private void fold(Event event) {
    lastEvent = event.time();
    ends.take(event);
    String session = event.about().getOrDefault("session", "");
    if (event.is(EventKind.ATTACH)) {
      open.put(session, event.about());
    } else if (event.is(EventKind.DETACH)) {
      open.remove(session);
    }
  }

  private void end(EventLog log) throws IOException {
    long deadline = System.nanoTime() + LONGEST_NANOS;
    List<Map<String, String>> left = new ArrayList<>(open.values());
    for (Map<String, String> attach : left) {
      SessionRecord session = Sessions.begun(attach).orElse(null);
      if (session != null) {
        end(log, session, offset(attach), deadline);
      }
    }
  }

  private void end(EventLog log, SessionRecord session, long offset, long deadline)
      throws IOException {
    SessionOpened opened = session.opened();
    long end = recovered.ends().getOrDefault(opened.console(), 0L);
    String id = opened.session().text();
    long typed =
        recovered.typed().getOrDefault(id, 0L)
            + Recovered.typedInSegments(dir, opened.console(), id, offset, deadline);
    boolean typist = typed > 0 && session.role().equals(SessionRole.WATCHER.word());
    String role = typist ? SessionRole.WRITER.word() : session.role();
    SessionClosed closed =
        new SessionClosed(
            opened.session(),
            lastSign(opened),
            Math.max(0, end - offset),
            typed,
            SessionEnd.CRASHED);
    log.append(
        EventKind.DETACH,
        Outcome.OK,
        Sessions.detach(Optional.of(opened), closed, role, Math.max(end, offset)));
  }

  private static long offset(Map<String, String> attach) {
    return Long.parseLong(attach.getOrDefault("offset", "0"));
  }

  private Instant lastSign(SessionOpened opened) {
    Instant last = recovered.lastFrame().filter(lastEvent::isBefore).orElse(lastEvent);
    return last.isAfter(opened.since()) ? last : opened.since();
  }
}
