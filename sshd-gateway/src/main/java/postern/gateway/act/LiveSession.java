package postern.gateway.act;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import postern.audit.RecordedConsole;
import postern.audit.SessionEnd;
import postern.audit.SessionId;
import postern.audit.SessionOpened;
import postern.audit.SessionRecord;
import postern.audit.SessionRole;
import postern.audit.SessionSpan;
import postern.gateway.access.Actor;
import postern.gateway.config.MachineEntry;
import postern.mux.Attachment;
import postern.mux.Console;
import postern.mux.Participant;

/** An open session: one person at one console, until it is closed. Opened by {@link Attach}. */
public final class LiveSession {
  private final Attach attach;
  private final SessionId id;
  private final ConsoleActor who;
  private final MachineEntry machine;
  private final Console console;
  private final Participant participant;
  private final long startOffset;
  private final Runnable wake;
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
  private volatile SessionRole role;
  private volatile @Nullable Attachment attachment;

  LiveSession(Attach attach, SessionId id, Attach.Request request, Instant since, Runnable wake) {
    this.attach = attach;
    this.id = id;
    Actor actor = request.actor();
    this.who = new ConsoleActor(actor, request.machine(), request.port(), Optional.of(id));
    this.machine = request.machine().entry();
    this.console = request.machine().console(request.port()).orElseThrow();
    this.participant =
        new Participant(id.text(), actor.person(), actor.source(), since, request.mayType());
    this.startOffset = console.status().endOffset();
    this.role = request.role();
    this.wake = wake;
  }

  public SessionId id() {
    return id;
  }

  public ConsoleActor who() {
    return who;
  }

  public Actor actor() {
    return who.actor();
  }

  /** Returns the configuration that the machine had when the session began. */
  public MachineEntry machine() {
    return machine;
  }

  public int port() {
    return who.port();
  }

  public Console console() {
    return console;
  }

  public Participant participant() {
    return participant;
  }

  public Instant since() {
    return participant.since();
  }

  /** Returns the end offset of the console's output when the session began. */
  public long startOffset() {
    return startOffset;
  }

  public SessionRole role() {
    return role;
  }

  /** Notes that the session has the keyboard: a watcher becomes a writer and stays one. */
  void hasKeyboard() {
    if (role == SessionRole.WATCHER) {
      role = SessionRole.WRITER;
    }
  }

  /**
   * Attaches to the console. Call this once.
   *
   * @param output runs when there is something to read; it must return at once
   */
  public Attachment attach(Runnable output) {
    Attachment attached = console.attach(participant, output);
    attachment = attached;
    return attached;
  }

  /** Closes the attachment and the session, and writes the event of its end. */
  public void close(SessionEnd end) {
    long typed = typed();
    Attachment attached = attachment;
    if (attached != null) {
      attached.close();
    }
    attach.closed(this, said(), typed, end);
  }

  private long said() {
    return Math.max(0, console.status().endOffset() - startOffset);
  }

  private long typed() {
    Attachment attached = attachment;
    return attached == null ? 0 : attached.typed();
  }

  /** Returns the session as lists show it now. */
  public SessionRecord asRecord() {
    return asRecord(Optional.empty());
  }

  /**
   * As {@link #asRecord()}.
   *
   * @param span the session's part of the console's recording, if it is known
   */
  SessionRecord asRecord(Optional<SessionSpan> span) {
    return new SessionRecord(
        opened(), Optional.empty(), role.word(), said(), typed(), Optional.empty(), span);
  }

  SessionOpened opened() {
    return new SessionOpened(
        id,
        new RecordedConsole(machine.tenant(), machine.name(), port()),
        actor().person(),
        actor().key(),
        actor().source(),
        since());
  }

  /** Asks the session to end. The first reason counts. Never waits; used by any thread. */
  public void end(Ending reason) {
    ending.compareAndSet(null, reason);
    wake.run();
  }

  /** Returns why the session must end, or empty while it may go on. */
  public Optional<Ending> ending() {
    return Optional.ofNullable(ending.get());
  }
}
