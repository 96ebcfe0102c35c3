package postern.gateway.act;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import postern.audit.RecordedConsole;
import postern.audit.SessionId;
import postern.audit.SessionOpened;
import postern.audit.SessionRecord;
import postern.audit.SessionRole;
import postern.audit.SessionSpan;
import postern.gateway.access.Actor;
import postern.gateway.config.MachineEntry;
import postern.mux.Attachment;
import postern.mux.Console;

/** A session under way: who is where, as what, and how to end it. */
public final class LiveSession {
  private final SessionId id;
  private final Actor actor;
  private final MachineEntry machine;
  private final int port;
  private final Instant since;
  private final long startOffset;
  private final Runnable wake;
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
  private volatile SessionRole role;
  private volatile LongSupplier said = () -> 0;
  private volatile LongSupplier typed = () -> 0;

  /**
   * @param wake makes the session look at {@link #ending}; must return at once
   */
  LiveSession(SessionId id, Actor actor, Place place, Instant since, Runnable wake) {
    this.id = id;
    this.actor = actor;
    this.machine = place.machine();
    this.port = place.port();
    this.role = place.role();
    this.startOffset = place.startOffset();
    this.since = since;
    this.wake = wake;
  }

  /**
   * Where a session is and as what: writer, watcher, send, wait or follow.
   *
   * @param startOffset where the console's output stood when it began
   */
  public record Place(MachineEntry machine, int port, SessionRole role, long startOffset) {}

  public SessionId id() {
    return id;
  }

  public Actor actor() {
    return actor;
  }

  public MachineEntry machine() {
    return machine;
  }

  public int port() {
    return port;
  }

  public Instant since() {
    return since;
  }

  public long startOffset() {
    return startOffset;
  }

  public SessionRole role() {
    return role;
  }

  /** It has the keyboard: who only looked on until now is a writer for good. */
  void hasKeyboard() {
    if (role == SessionRole.WATCHER) {
      role = SessionRole.WRITER;
    }
  }

  /** Counts what is said on the console and what this attachment types, from here on. */
  public void counts(Console console, Attachment attachment) {
    said = () -> Math.max(0, console.status().endOffset() - startOffset);
    typed = attachment::typed;
  }

  /** As lists show it now, while it lasts. */
  public SessionRecord asRecord() {
    return asRecord(Optional.empty());
  }

  /**
   * As {@link #asRecord()}.
   *
   * @param span its part of the console's recording, where that is known
   */
  SessionRecord asRecord(Optional<SessionSpan> span) {
    return new SessionRecord(
        opened(),
        Optional.empty(),
        role.word(),
        said.getAsLong(),
        typed.getAsLong(),
        Optional.empty(),
        span);
  }

  SessionOpened opened() {
    return new SessionOpened(
        id,
        new RecordedConsole(machine.tenant(), machine.name(), port),
        actor.person(),
        actor.key(),
        actor.source(),
        since);
  }

  /** Ends it; the first reason counts. From any thread, never waits. */
  public void end(Ending reason) {
    ending.compareAndSet(null, reason);
    wake.run();
  }

  /** Why this session must end now, if it must. */
  public Optional<Ending> ending() {
    return Optional.ofNullable(ending.get());
  }
}
