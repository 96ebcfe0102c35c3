package postern.gateway.house;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import postern.audit.SessionId;
import postern.gateway.fleet.MachineEntry;
import postern.gateway.session.Ending;

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
  private volatile String role;

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
  public record Place(MachineEntry machine, int port, String role, long startOffset) {}

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

  public String role() {
    return role;
  }

  /** Says what this session is now; one that ever typed stays a writer in the record. */
  public void role(String word) {
    role = word;
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
