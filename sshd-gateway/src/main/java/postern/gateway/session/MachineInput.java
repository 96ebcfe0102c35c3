package postern.gateway.session;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import postern.gateway.text.PlainText;
import postern.mux.LineState;
import postern.mux.Participant;
import postern.mux.TypeOutcome;

/**
 * The way of typed bytes to the machine: in order, held when there is no room, never kept secretly.
 */
final class MachineInput {
  /** With so much held no more is read from the client; up to here escape keys are still found. */
  private static final int MOST_HELD = 64 * 1024;

  private final SessionContext place;
  private @Nullable ByteBuffer held;
  private boolean toldNotYours;
  private boolean toldDown;
  private boolean toldUnrecorded;
  private long lost;
  private long toldDropped;
  private LineState.@Nullable Down tried;

  MachineInput(SessionContext place) {
    this.place = place;
  }

  /** Types; the buffer is empty afterwards. */
  void type(ByteBuffer bytes) {
    if (held != null) {
      hold(bytes);
      return;
    }
    offer(bytes);
    if (bytes.hasRemaining()) {
      hold(bytes);
    }
  }

  /** A terminal's own answer: in its place among what is typed, and whole. */
  void answer(ByteBuffer bytes) {
    if (held != null) {
      hold(bytes);
    } else if (place.at().answer(bytes) instanceof TypeOutcome.Accepted && bytes.hasRemaining()) {
      hold(bytes);
    }
  }

  /** Offers again what was held. */
  void retry() {
    ByteBuffer waiting = held;
    if (waiting == null) {
      return;
    }
    waiting.flip();
    offer(waiting);
    if (waiting.hasRemaining()) {
      waiting.compact();
    } else {
      held = null;
    }
  }

  private void hold(ByteBuffer bytes) {
    if (held == null) {
      held = ByteBuffer.allocate(2 * MOST_HELD);
    }
    int n = Math.min(bytes.remaining(), held.remaining());
    held.put(bytes.slice(bytes.position(), n));
    lost += bytes.remaining() - n;
    bytes.position(bytes.limit());
  }

  private void offer(ByteBuffer bytes) {
    switch (place.at().type(bytes)) {
      case TypeOutcome.Accepted accepted -> taken(accepted.bytes());
      case TypeOutcome.NotHolder() -> notYours(bytes);
      case TypeOutcome.LineDown(LineState.Down state) -> lineDown(state, bytes);
      case TypeOutcome.NotRecorded(String why) -> notRecorded(why, bytes);
    }
  }

  private void taken(int bytes) {
    if (bytes == 0) {
      return;
    }
    toldNotYours = false;
    toldDown = false;
    if (toldUnrecorded) {
      toldUnrecorded = false;
      place.voice().say("typing works again");
    }
  }

  private void notYours(ByteBuffer bytes) {
    if (place.host().console().status().line() instanceof LineState.Down down) {
      lineDown(down, bytes); // whoever has the keyboard: there is nothing to type at
      return;
    }
    drop(bytes);
    if (toldNotYours) {
      return;
    }
    toldNotYours = true;
    Optional<Participant> holder = place.host().console().status().keyboard();
    String how =
        holder.isEmpty() || place.myOther(holder.get())
            ? place.key("a") + " takes it"
            : place.key("q") + " asks for it, " + place.key("f") + " takes it";
    place
        .voice()
        .say(
            "what you type is not sent: "
                + holder
                    .map(v -> SessionContext.name(v) + " has the keyboard")
                    .orElse("you have not the keyboard")
                + "; "
                + (place.host().participant().mayType() ? how : "you may only watch here"));
  }

  private void lineDown(LineState.Down state, ByteBuffer bytes) {
    boolean enter = false;
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      enter |= bytes.get(i) == '\r' || bytes.get(i) == '\n';
    }
    drop(bytes);
    if (!toldDown) {
      toldDown = true;
      place.voice().say("not sent and not kept: " + NoticeText.down(state, place));
    } else if (enter) {
      place.voice().say("trying " + place.host().machine() + "'s line now");
    }
    if (enter) {
      tryLine(state);
    }
  }

  /** Has a line that is down tried at once; {@link #look} tells when that was in vain. */
  void tryLine(LineState.Down down) {
    tried = down;
    place.host().console().tryNow();
  }

  /** A try that ends as the one before is no news to the others here, but to who asked for it. */
  void look() {
    LineState.Down before = tried;
    LineState now = place.host().console().status().line();
    if (before == null || now.equals(before)) {
      return;
    }
    tried = null;
    if (now instanceof LineState.Down down && down.why().equals(before.why())) {
      place.voice().say("tried in vain: " + NoticeText.down(down, place));
    }
  }

  boolean trying() {
    return tried != null;
  }

  private void notRecorded(String why, ByteBuffer bytes) {
    drop(bytes);
    if (!toldUnrecorded) {
      toldUnrecorded = true;
      place
          .voice()
          .say(
              "NOT SENT: typing is stopped because it cannot be recorded ("
                  + PlainText.clean(why, 200)
                  + "); output goes on");
    }
  }

  private static void drop(ByteBuffer bytes) {
    bytes.position(bytes.limit());
  }

  /** A new outage, a new holder: say it again when it happens again. */
  void lineChanged() {
    toldDown = false;
  }

  void keyboardChanged() {
    toldNotYours = false;
  }

  /** Recording works again and the person was told by a notice. */
  void recordedAgain() {
    toldUnrecorded = false;
  }

  /** Room for what the client may send more. */
  boolean takesMore() {
    return held == null || held.position() < MOST_HELD;
  }

  /** Bytes typed that wait for room. */
  int waiting() {
    return held == null ? 0 : held.position();
  }

  /** The person was told that so many bytes, taken already, were dropped. */
  void dropped(long bytes) {
    toldDropped += bytes;
  }

  /** Bytes that found no room, or were dropped on their way, and nobody was told yet. */
  long lost() {
    return lost + place.at().dropped() - toldDropped;
  }
}
