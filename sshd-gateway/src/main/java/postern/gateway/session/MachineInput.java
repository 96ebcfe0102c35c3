package postern.gateway.session;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import postern.gateway.act.ConsoleActs;
import postern.gateway.text.PlainText;
import postern.mux.Attachment;
import postern.mux.LineState;
import postern.mux.Participant;
import postern.mux.TypeOutcome;

/**
 * Sends typed bytes to the machine, in order. Bytes for which the console has no room wait here.
 * Bytes that cannot be sent are dropped, and the person is told.
 */
final class MachineInput {
  /** From this size on, nothing more is read from the client. */
  private static final int MOST_WAITING = 64 * 1024;

  private final SessionContext context;
  private final ConsoleActs acts;
  private final Attachment attachment;
  private @Nullable ByteBuffer waiting;
  private boolean toldNotHolder;
  private boolean toldDown;
  private boolean toldUnrecorded;
  private long lost;
  private long toldDropped;
  private LineState.@Nullable Down connectingFrom;

  MachineInput(SessionContext context) {
    this.context = context;
    this.acts = context.acts();
    this.attachment = context.attachment();
  }

  /** Types these bytes; the buffer is empty afterwards. */
  void type(ByteBuffer bytes) {
    if (waiting == null) {
      offer(bytes);
    }
    if (bytes.hasRemaining()) {
      enqueue(bytes);
    }
  }

  /** Sends a reply of the terminal, whole and in order with what was typed. */
  void answer(ByteBuffer bytes) {
    if (waiting != null) {
      enqueue(bytes);
    } else if (attachment.answer(bytes) instanceof TypeOutcome.Accepted && bytes.hasRemaining()) {
      enqueue(bytes);
    }
  }

  /** Offers again the bytes that wait. */
  void retry() {
    ByteBuffer queue = waiting;
    if (queue == null) {
      return;
    }
    queue.flip();
    offer(queue);
    if (queue.hasRemaining()) {
      queue.compact();
    } else {
      waiting = null;
    }
  }

  private void enqueue(ByteBuffer bytes) {
    ByteBuffer queue = waiting;
    if (queue == null) {
      queue = ByteBuffer.allocate(2 * MOST_WAITING);
      waiting = queue;
    }
    int n = Math.min(bytes.remaining(), queue.remaining());
    queue.put(bytes.slice(bytes.position(), n));
    lost += bytes.remaining() - n;
    drop(bytes);
  }

  private void offer(ByteBuffer bytes) {
    switch (attachment.type(bytes)) {
      case TypeOutcome.Accepted accepted -> accepted(accepted.bytes());
      case TypeOutcome.NotHolder() -> notHolder(bytes);
      case TypeOutcome.LineDown(LineState.Down state) -> lineDown(state, bytes);
      case TypeOutcome.NotRecorded(String why) -> notRecorded(why, bytes);
    }
  }

  private void accepted(int bytes) {
    if (bytes == 0) {
      return;
    }
    toldNotHolder = false;
    toldDown = false;
    if (toldUnrecorded) {
      toldUnrecorded = false;
      context.tell("typing works again");
    }
  }

  private void notHolder(ByteBuffer bytes) {
    if (acts.console().status().line() instanceof LineState.Down down) {
      lineDown(down, bytes); // the holder could not type either
      return;
    }
    drop(bytes);
    if (toldNotHolder) {
      return;
    }
    toldNotHolder = true;
    Optional<Participant> holder = acts.console().status().keyboard();
    String who =
        holder
            .map(h -> SessionContext.name(h) + " has the keyboard")
            .orElse("you do not have the keyboard");
    String how =
        holder.isEmpty() || context.myOther(holder.get())
            ? context.key("a") + " takes it"
            : context.key("q") + " asks for it, " + context.key("f") + " takes it";
    context.tell(
        "what you type is not sent: "
            + who
            + "; "
            + (acts.participant().mayType() ? how : "you may only watch here"));
  }

  private void lineDown(LineState.Down state, ByteBuffer bytes) {
    boolean enter = false;
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      enter |= bytes.get(i) == '\r' || bytes.get(i) == '\n';
    }
    drop(bytes);
    if (!toldDown) {
      toldDown = true;
      context.tell("not sent and not kept: " + NoticeText.down(state, context));
    } else if (enter) {
      context.tell("trying " + acts.machine() + "'s line now");
    }
    if (enter) {
      connectNow(state);
    }
  }

  /** Has a line that is down connected at once. {@link #checkLine} tells if that fails. */
  void connectNow(LineState.Down down) {
    connectingFrom = down;
    acts.console().tryNow();
  }

  /**
   * Tells this person that a connection attempt has failed for the same reason as before. The
   * console reports only a new reason, but this person asked for the attempt.
   */
  void checkLine() {
    LineState.Down before = connectingFrom;
    LineState now = acts.console().status().line();
    if (before == null || now.equals(before)) {
      return;
    }
    connectingFrom = null;
    if (now instanceof LineState.Down down && down.why().equals(before.why())) {
      context.tell("it failed again: " + NoticeText.down(down, context));
    }
  }

  /** Returns whether the outcome of {@link #connectNow} is still unknown. */
  boolean connecting() {
    return connectingFrom != null;
  }

  private void notRecorded(String why, ByteBuffer bytes) {
    drop(bytes);
    if (!toldUnrecorded) {
      toldUnrecorded = true;
      context.tell(
          "NOT SENT: typing is stopped because it cannot be recorded ("
              + PlainText.clean(why, 200)
              + "); output continues");
    }
  }

  private static void drop(ByteBuffer bytes) {
    bytes.position(bytes.limit());
  }

  /** Notes that the line went up or down, so that the next outage is told. */
  void lineChanged() {
    toldDown = false;
  }

  /** Notes that the keyboard has another holder, so that the next refusal is told. */
  void keyboardMoved() {
    toldNotHolder = false;
  }

  /** Notes that a notice has told the person that recording works again. */
  void recordedAgain() {
    toldUnrecorded = false;
  }

  /** Notes that a notice has told the person of bytes that were accepted and then dropped. */
  void dropped(long bytes) {
    toldDropped += bytes;
  }

  /** Returns whether more may be read from the client. */
  boolean hasRoom() {
    return waiting() < MOST_WAITING;
  }

  /** Returns how many typed bytes wait for room. */
  int waiting() {
    return waiting == null ? 0 : waiting.position();
  }

  /** Returns how many bytes were lost of which the person has not been told. */
  long lost() {
    return lost + attachment.dropped() - toldDropped;
  }
}
