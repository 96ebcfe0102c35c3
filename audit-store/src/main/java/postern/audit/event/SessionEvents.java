package postern.audit.event;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.Event;
import postern.audit.EventKind;
import postern.audit.RecordedConsole;
import postern.audit.SessionClosed;
import postern.audit.SessionId;
import postern.audit.SessionOpened;
import postern.audit.SessionRecord;
import postern.audit.SessionSpan;

/** Converts sessions to their {@code attach} and {@code detach} events, and back. */
public final class SessionEvents {
  private static final Logger LOG = LoggerFactory.getLogger(SessionEvents.class);

  /** The field with the gateway's monotonic clock, in nanoseconds, in events of a session. */
  public static final String MONO = "mono";

  private SessionEvents() {}

  /**
   * Returns the fields of an {@code attach} event.
   *
   * @param offset after the last byte of the console at the start of the session
   */
  public static Map<String, String> attach(SessionOpened session, String role, long offset) {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("session", session.session().text());
    about.put("tenant", session.console().tenant());
    about.put("machine", session.console().machine());
    about.put("port", Integer.toString(session.console().port()));
    about.put("person", session.person());
    about.put("key", session.key());
    about.put("source", session.source());
    about.put("since", session.since().toString());
    about.put("role", role);
    about.put("offset", Long.toString(offset));
    return about;
  }

  /**
   * Returns the fields of a {@code detach} event, with those of the {@code attach} event if known.
   *
   * @param offset after the last byte of the console at the end of the session
   */
  public static Map<String, String> detach(
      Optional<SessionOpened> opened, SessionClosed session, String role, long offset) {
    Map<String, String> about = new LinkedHashMap<>();
    opened.ifPresent(before -> about.putAll(attach(before, role, offset)));
    about.put("session", session.session().text());
    about.put("until", session.until().toString());
    about.put("role", role);
    about.put("bytes_out", Long.toString(session.bytesOut()));
    about.put("bytes_in", Long.toString(session.bytesIn()));
    about.put("end", session.end().word());
    return about;
  }

  /** Returns whether the event starts or ends a session. */
  public static boolean concerns(Event event) {
    return (event.is(EventKind.ATTACH) || event.is(EventKind.DETACH))
        && SessionId.valid(event.about().getOrDefault("session", ""));
  }

  /** Returns the session that an {@code attach} event starts, or empty if it is malformed. */
  public static Optional<SessionRecord> fromAttach(Map<String, String> about) {
    try {
      SessionOpened opened =
          new SessionOpened(
              new SessionId(need(about, "session")),
              new RecordedConsole(
                  need(about, "tenant"),
                  need(about, "machine"),
                  Integer.parseInt(need(about, "port"))),
              need(about, "person"),
              need(about, "key"),
              need(about, "source"),
              Instant.parse(need(about, "since")));
      return Optional.of(
          new SessionRecord(
              opened, Optional.empty(), need(about, "role"), 0, 0, Optional.empty(), span(about)));
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      LOG.warn("session event malformed reason={}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Returns the session with the end from its {@code detach} event. */
  public static SessionRecord withDetach(SessionRecord session, Map<String, String> about) {
    try {
      return new SessionRecord(
          session.opened(),
          Optional.of(Instant.parse(need(about, "until"))),
          need(about, "role"),
          Long.parseLong(need(about, "bytes_out")),
          Long.parseLong(need(about, "bytes_in")),
          Optional.of(need(about, "end")),
          session.span().map(span -> ended(span, about)));
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      LOG.warn("session event malformed reason={}", e.getMessage());
      return session;
    }
  }

  private static Optional<SessionSpan> span(Map<String, String> about) {
    return about.containsKey("offset")
        ? Optional.of(
            new SessionSpan(number(about, "offset"), Long.MAX_VALUE, number(about, MONO), 0))
        : Optional.empty();
  }

  /** Computes a missing end offset from the number of bytes of output. */
  private static SessionSpan ended(SessionSpan span, Map<String, String> about) {
    long to =
        about.containsKey("offset")
            ? number(about, "offset")
            : span.from() + number(about, "bytes_out");
    return new SessionSpan(
        span.from(), Math.max(span.from(), to), span.startNanos(), number(about, MONO));
  }

  private static long number(Map<String, String> about, String name) {
    return Long.parseLong(about.getOrDefault(name, "0"));
  }

  private static String need(Map<String, String> about, String name) throws IOException {
    @Nullable String value = about.get(name);
    if (value == null) {
      throw new IOException("no " + name);
    }
    return value;
  }

  /** Updates the sessions with the next event. */
  public static void fold(Map<SessionId, SessionRecord> sessions, Event event) {
    if (!concerns(event)) {
      return;
    }
    SessionId id = new SessionId(event.about().getOrDefault("session", ""));
    if (event.is(EventKind.ATTACH)) {
      fromAttach(event.about()).ifPresent(session -> sessions.put(id, session));
    } else {
      sessions.computeIfPresent(id, (same, session) -> withDetach(session, event.about()));
    }
  }
}
