package postern.gateway.tenant;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import postern.audit.SessionEnd;
import postern.audit.SessionRole;
import postern.gateway.act.Attach;
import postern.gateway.act.Ending;
import postern.gateway.act.LiveSession;
import postern.gateway.history.History;
import postern.gateway.ssh.Input;
import postern.gateway.work.Work;
import postern.mux.Attachment;
import postern.mux.Console;
import postern.mux.ReadResult;

/**
 * A command that stays at a console and reads: a session of its own, in the lists and to be ended
 * by others, that never gets the keyboard. It attaches first, so that history read afterwards joins
 * what comes live exactly.
 */
final class ConsoleFollower implements AutoCloseable {
  private static final int AT_ONCE = 32 * 1024;
  private static final long DEAD = Duration.ofSeconds(60).toNanos();
  private static final long LOOKS = Duration.ofSeconds(5).toNanos();

  private final MachineContext at;
  private final Console console;
  private final LiveSession session;
  private final Attachment attachment;
  private final Work before;
  private final Work live;
  private final long joined;
  private long reached;
  private long deadline = System.nanoTime() + Long.MAX_VALUE / 2;
  private boolean wantsOut;
  private SessionEnd end = SessionEnd.LEFT;

  /**
   * @param role follow or wait
   */
  ConsoleFollower(MachineContext at, SessionRole role) {
    this.at = at;
    this.console = at.console();
    String person = at.actor().person();
    this.before = at.acts().work().begin(person, this::unwanted);
    this.live = at.acts().work().stay(person, this::unwanted);
    Attach.Request request = new Attach.Request(at.actor(), at.machine(), at.port(), role, false);
    this.session = at.acts().attach().open(request, at.channel()::wake);
    this.attachment = session.attach(at.channel()::wake);
    this.joined = console.status().endOffset();
    this.reached = joined;
  }

  /** What is done between two slices of work: output is written. */
  void pause(Work.Pause pause) {
    before.pause(pause);
    live.pause(pause);
  }

  /** Reads what was said before this began. */
  @FunctionalInterface
  interface Past {
    void read(History history) throws IOException;
  }

  /** Has the past read, then gives the place among the long commands back. */
  void past(Past past) throws IOException {
    try {
      past.read(at.history(before));
    } catch (Work.Stopped stopped) {
      // who watches on is told why
    } finally {
      before.close();
    }
  }

  /**
   * @param until System.nanoTime of when nothing more is wanted
   */
  void deadline(long until) {
    deadline = until;
  }

  /** Whether work done for this is not wanted any more, also because time is up. */
  boolean unwanted() {
    return System.nanoTime() - deadline >= 0 || ending() != null;
  }

  /** For steps that take long themselves. */
  boolean stopped() {
    return before.stopped() || live.stopped();
  }

  /** Offset up to which history is to be read; what comes live goes on there. */
  long joined() {
    return joined;
  }

  /**
   * Gives out what the machine says from now on, until the sink is done.
   *
   * @param until System.nanoTime of the end in any case
   * @return how others ended it; nothing when the sink was done or time is up
   */
  Optional<Ending> watch(History.Sink sink, long until) throws IOException, InterruptedException {
    deadline = until;
    Ending ended = null;
    while (ended == null && System.nanoTime() - deadline < 0) {
      try {
        ended = ending();
        if (ended == null && sink.done()) {
          break;
        }
        ended = ended == null ? take(sink) : ended;
      } catch (Work.Stopped stopped) {
        ended = ending();
        if (ended == null) {
          break; // time is up
        }
      }
    }
    end = ended == null ? end : ended.end();
    return Optional.ofNullable(ended);
  }

  private @Nullable Ending take(History.Sink sink) throws IOException, InterruptedException {
    switch (attachment.read(AT_ONCE)) {
      case ReadResult.Output(ByteBuffer bytes, long endOffset) -> output(bytes, endOffset, sink);
      case ReadResult.Missed missed -> catchUp(console.status().endOffset(), sink);
      case ReadResult.Notification told -> {}
      case ReadResult.Closed(String why) -> {
        return session.ending().orElseGet(() -> Ending.closed(why));
      }
      case ReadResult.Nothing() -> {
        long left = Math.max(1, deadline - System.nanoTime());
        at.channel().await(Duration.ofNanos(Math.min(LOOKS, left)));
      }
    }
    return null;
  }

  private void output(ByteBuffer bytes, long endOffset, History.Sink sink) throws IOException {
    catchUp(endOffset - bytes.remaining(), sink);
    int skip = Math.clamp(reached - (endOffset - bytes.remaining()), 0, bytes.remaining());
    if (skip < bytes.remaining()) {
      ByteBuffer fresh = bytes.slice(bytes.position() + skip, bytes.remaining() - skip);
      Instant now = at.acts().clock().instant();
      live.run(() -> {
        sink.said(fresh, reached, now);
        return false;
      });
      reached = endOffset;
    }
  }

  /** What the ring has lost is in the record. */
  private void catchUp(long until, History.Sink sink) throws IOException {
    if (reached < until) {
      at.history(live).read(reached, until, sink);
      reached = until;
    }
  }

  private @Nullable Ending ending() {
    for (Input input = at.channel().poll(); input != null; input = at.channel().poll()) {
      wantsOut |= input instanceof Input.Bytes(ByteBuffer bytes, var n, var t) && leaves(bytes);
    }
    attachment.alive();
    Optional<Ending> decided = session.ending();
    if (decided.isPresent()) {
      return decided.get();
    }
    if (at.channel().closed()) {
      return Ending.CLIENT_GONE;
    }
    if (System.nanoTime() - at.channel().lastHeard() >= DEAD) {
      return Ending.SILENT;
    }
    return wantsOut ? Ending.LEFT : null;
  }

  /** On a terminal of the gateway's, Ctrl-C and Ctrl-D are bytes like any other. */
  private boolean leaves(ByteBuffer bytes) {
    boolean leaves = false;
    while (at.channel().terminal().isPresent() && bytes.hasRemaining()) {
      int b = bytes.get();
      leaves |= b == 3 || b == 4 || b == 'q';
    }
    return leaves;
  }

  @Override
  public void close() {
    before.close();
    session.close(end);
  }
}
