package postern.audit.store;

import java.io.IOException;
import java.time.Instant;
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
import postern.audit.event.LogPosition;
import postern.audit.event.LogReader;
import postern.audit.event.ReportedEnds;
import postern.audit.event.SessionEvents;
import postern.audit.recording.RecoveredRecordings;

/** Ends the sessions that a crash left open, with what the files tell about their ends. */
final class CrashedSessions {
  /** Counting typed bytes must not delay the start longer than this. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final DataDir dir;
  private final RecoveredRecordings recovered;
  private final Map<String, Map<String, String>> open = new LinkedHashMap<>();
  private final ReportedEnds ends = new ReportedEnds();
  private Instant lastEvent = Instant.EPOCH;

  private CrashedSessions(DataDir dir, RecoveredRecordings recovered) {
    this.dir = dir;
    this.recovered = recovered;
  }

  /**
   * @return what was recovered, with the ends that events report
   */
  static RecoveredRecordings close(
      DataDir dir, Optional<Checkpoint> checkpoint, RecoveredRecordings found, EventLog log)
      throws IOException {
    CrashedSessions sessions = new CrashedSessions(dir, found);
    checkpoint.ifPresent(known ->
        known.open().forEach(about -> sessions.open.put(about.getOrDefault("session", ""), about)));
    LogPosition from = checkpoint.map(Checkpoint::events).orElse(LogPosition.START);
    new LogReader(dir).read(from, (event, at, size) -> sessions.fold(event));
    sessions.end(log);
    return found.withReportedEnds(sessions.ends.all());
  }

  private void fold(Event event) {
    lastEvent = event.time();
    ends.add(event);
    String session = event.about().getOrDefault("session", "");
    if (event.is(EventKind.ATTACH)) {
      open.put(session, event.about());
    } else if (event.is(EventKind.DETACH)) {
      open.remove(session);
    }
  }

  private void end(EventLog log) throws IOException {
    long deadline = System.nanoTime() + LONGEST_NANOS;
    for (Map<String, String> attach : List.copyOf(open.values())) {
      SessionRecord session = SessionEvents.fromAttach(attach).orElse(null);
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
            + RecoveredRecordings.typedInSegments(dir, opened.console(), id, offset, deadline);
    boolean typist = typed > 0 && session.role().equals(SessionRole.WATCHER.word());
    String role = typist ? SessionRole.WRITER.word() : session.role();
    SessionClosed closed =
        new SessionClosed(
            opened.session(),
            lastActivity(opened),
            Math.max(0, end - offset),
            typed,
            SessionEnd.CRASHED);
    log.append(
        EventKind.DETACH,
        Outcome.OK,
        SessionEvents.detach(Optional.of(opened), closed, role, Math.max(end, offset)));
  }

  private static long offset(Map<String, String> attach) {
    return Long.parseLong(attach.getOrDefault("offset", "0"));
  }

  private Instant lastActivity(SessionOpened opened) {
    Instant last = recovered.lastFrame().filter(lastEvent::isBefore).orElse(lastEvent);
    return last.isAfter(opened.since()) ? last : opened.since();
  }
}
