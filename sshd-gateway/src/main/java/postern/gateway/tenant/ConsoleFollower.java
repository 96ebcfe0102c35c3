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
 * Follows the output of a console for a command. It is a session that never gets the keyboard:
 * lists show it, and others can end it. It attaches first and reads history afterwards, so that
 * live output joins history without a gap.
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
   * @param role {@code FOLLOW} or {@code WAIT}
   */
  ConsoleFollower(MachineContext context, SessionRole role) {
    this.context = context;
    this.console = context.console();
    String person = context.actor().person();
    this.historyWork = context.acts().work().begin(person, this::unwanted);
    this.liveWork = context.acts().work().beginUncounted(person, this::unwanted);
    Attach.Request request =
        new Attach.Request(context.actor(), context.machine(), context.port(), role, false);
    this.session = context.acts().attach().open(request, context.channel()::wake);
    this.attachment = session.attach(context.channel()::wake);
    this.joinOffset = console.status().endOffset();
    this.nextOffset = joinOffset;
  }

  /** Sets what to do between slices of work: writing output, for example. */
  void pause(Work.Pause pause) {
    historyWork.pause(pause);
    liveWork.pause(pause);
  }

  /** Reads the output from before the follower attached. */
  @FunctionalInterface
  interface HistoryReader {
    void read(History history) throws IOException;
  }

  /** Reads history as a long command, and frees the place among the long commands afterwards. */
  void readHistory(HistoryReader reader) throws IOException {
    try {
      reader.read(context.history(historyWork));
    } catch (Work.Stopped stopped) {
      // follow reports the reason
    } finally {
      historyWork.close();
    }
  }

  /**
   * Sets when to stop.
   *
   * @param until as {@link System#nanoTime}
   */
  void deadline(long until) {
    deadline = until;
  }

  /** Whether the session has ended or the deadline has passed. */
  private boolean unwanted() {
    return System.nanoTime() - deadline >= 0 || checkEnding() != null;
  }

  /** Whether work was stopped. A step that takes long itself asks this. */
  boolean stopped() {
    return historyWork.stopped() || liveWork.stopped();
  }

  /** Returns the offset where history ends and live output starts. */
  long joinOffset() {
    return joinOffset;
  }

  /**
   * Passes the output from now on to a sink, until the sink is done.
   *
   * @param until the deadline, as {@link System#nanoTime}
   * @return how the session ended; empty if the sink was done or the deadline passed
   */
  Optional<Ending> follow(History.Sink sink, long until) throws IOException, InterruptedException {
    deadline = until;
    Ending ended = null;
    while (ended == null && System.nanoTime() - deadline < 0) {
      try {
        ended = checkEnding();
        if (ended == null && sink.done()) {
          break;
        }
        ended = ended == null ? readOnce(sink) : ended;
      } catch (Work.Stopped stopped) {
        ended = checkEnding();
        if (ended == null) {
          break; // the deadline passed
        }
      }
    }
    end = ended == null ? end : ended.end();
    return Optional.ofNullable(ended);
  }

  private @Nullable Ending readOnce(History.Sink sink) throws IOException, InterruptedException {
    switch (attachment.read(READ_SIZE)) {
      case ReadResult.Output(ByteBuffer bytes, long endOffset) -> output(bytes, endOffset, sink);
      case ReadResult.Missed missed -> catchUp(console.status().endOffset(), sink);
      case ReadResult.Notification notice -> {}
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
      ByteBuffer unread = bytes.slice(bytes.position() + skip, bytes.remaining() - skip);
      Instant now = context.acts().clock().instant();
      liveWork.run(() -> {
        sink.output(unread, nextOffset, now);
        return false;
      });
      nextOffset = endOffset;
    }
  }

  /** Reads from the recording what the ring no longer holds. */
  private void catchUp(long until, History.Sink sink) throws IOException {
    if (nextOffset < until) {
      context.history(liveWork).read(nextOffset, until, sink);
      nextOffset = until;
    }
  }

  private @Nullable Ending checkEnding() {
    for (Input input = context.channel().poll(); input != null; input = context.channel().poll()) {
      leaveRequested |=
          input instanceof Input.Bytes(ByteBuffer bytes, var n, var t) && asksToLeave(bytes);
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

  /** Whether the person typed Ctrl-C, Ctrl-D or q; with a terminal these arrive as bytes. */
  private boolean asksToLeave(ByteBuffer bytes) {
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
