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
  private static final int READ_SIZE = 32 * 1024;
  private static final long CLIENT_TIMEOUT = Duration.ofSeconds(60).toNanos();
  private static final long CHECK_INTERVAL = Duration.ofSeconds(5).toNanos();

  private final MachineContext context;
  private final Console console;
  private final LiveSession session;
  private final Attachment attachment;
  private final Work historyWork;
  private final Work liveWork;
  private final long joinOffset;
  private long nextOffset;
  private long deadline = System.nanoTime() + Long.MAX_VALUE / 2;
  private boolean leaveRequested;
  private SessionEnd end = SessionEnd.LEFT;

  /**
   * @param role follow or wait
   */
  ConsoleFollower(MachineContext context, SessionRole role) {
    this.context = context;
    this.console = context.console();
    String person = context.actor().person();
    this.historyWork = context.acts().work().begin(person, this::unwanted);
    this.liveWork = context.acts().work().stay(person, this::unwanted);
    Attach.Request request =
        new Attach.Request(context.actor(), context.machine(), context.port(), role, false);
    this.session = context.acts().attach().open(request, context.channel()::wake);
    this.attachment = session.attach(context.channel()::wake);
    this.joinOffset = console.status().endOffset();
    this.nextOffset = joinOffset;
  }

  /** What is done between two slices of work: output is written. */
  void pause(Work.Pause pause) {
    historyWork.pause(pause);
    liveWork.pause(pause);
  }

  /** Reads what was said before this began. */
  @FunctionalInterface
  interface HistoryReader {
    void read(History history) throws IOException;
  }

  /** Has the past read, then gives the place among the long commands back. */
  void readHistory(HistoryReader reader) throws IOException {
    try {
      reader.read(context.history(historyWork));
    } catch (Work.Stopped stopped) {
      // who watches on is told why
    } finally {
      historyWork.close();
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
    return System.nanoTime() - deadline >= 0 || checkEnding() != null;
  }

  /** For steps that take long themselves. */
  boolean stopped() {
    return historyWork.stopped() || liveWork.stopped();
  }

  /** Offset up to which history is to be read; what comes live goes on there. */
  long joinOffset() {
    return joinOffset;
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
        ended = checkEnding();
        if (ended == null && sink.done()) {
          break;
        }
        ended = ended == null ? take(sink) : ended;
      } catch (Work.Stopped stopped) {
        ended = checkEnding();
        if (ended == null) {
          break; // time is up
        }
      }
    }
    end = ended == null ? end : ended.end();
    return Optional.ofNullable(ended);
  }

  private @Nullable Ending take(History.Sink sink) throws IOException, InterruptedException {
    switch (attachment.read(READ_SIZE)) {
      case ReadResult.Output(ByteBuffer bytes, long endOffset) -> output(bytes, endOffset, sink);
      case ReadResult.Missed missed -> catchUp(console.status().endOffset(), sink);
      case ReadResult.Notification told -> {}
      case ReadResult.Closed(String why) -> {
        return session.ending().orElseGet(() -> Ending.closed(why));
      }
      case ReadResult.Nothing() -> {
        long left = Math.max(1, deadline - System.nanoTime());
        context.channel().await(Duration.ofNanos(Math.min(CHECK_INTERVAL, left)));
      }
    }
    return null;
  }

  private void output(ByteBuffer bytes, long endOffset, History.Sink sink) throws IOException {
    catchUp(endOffset - bytes.remaining(), sink);
    int skip = Math.clamp(nextOffset - (endOffset - bytes.remaining()), 0, bytes.remaining());
    if (skip < bytes.remaining()) {
      ByteBuffer fresh = bytes.slice(bytes.position() + skip, bytes.remaining() - skip);
      Instant now = context.acts().clock().instant();
      liveWork.run(() -> {
        sink.output(fresh, nextOffset, now);
        return false;
      });
      nextOffset = endOffset;
    }
  }

  /** What the ring has lost is in the record. */
  private void catchUp(long until, History.Sink sink) throws IOException {
    if (nextOffset < until) {
      context.history(liveWork).read(nextOffset, until, sink);
      nextOffset = until;
    }
  }

  private @Nullable Ending checkEnding() {
    for (Input input = context.channel().poll(); input != null; input = context.channel().poll()) {
      leaveRequested |=
          input instanceof Input.Bytes(ByteBuffer bytes, var n, var t) && leaves(bytes);
    }
    attachment.alive();
    Optional<Ending> decided = session.ending();
    if (decided.isPresent()) {
      return decided.get();
    }
    if (context.channel().closed()) {
      return Ending.CLIENT_GONE;
    }
    if (System.nanoTime() - context.channel().lastHeard() >= CLIENT_TIMEOUT) {
      return Ending.SILENT;
    }
    return leaveRequested ? Ending.LEFT : null;
  }

  /** On a terminal of the gateway's, Ctrl-C and Ctrl-D are bytes like any other. */
  private boolean leaves(ByteBuffer bytes) {
    boolean leaves = false;
    while (context.channel().terminal().isPresent() && bytes.hasRemaining()) {
      int b = bytes.get();
      leaves |= b == 3 || b == 4 || b == 'q';
    }
    return leaves;
  }

  @Override
  public void close() {
    historyWork.close();
    session.close(end);
  }
}
