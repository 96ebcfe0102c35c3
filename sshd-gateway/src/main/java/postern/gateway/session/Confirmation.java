package postern.gateway.session;

import java.nio.ByteBuffer;

/**
 * A question that must be answered before an action that cannot be undone. Only a single {@code y}
 * confirms. It must come in a later packet than the command, at least 300 ms after the question was
 * written, and not in a paste.
 */
final class Confirmation {
  /** The least time that a person needs to read the question, nanoseconds. */
  static final long READING = 300_000_000L;

  enum Answer {
    TOO_EARLY,
    YES,
    NO
  }

  private final long packet;
  private final Runnable action;
  private boolean shown;
  private long shownAt;

  /**
   * @param packet the packet that brought the command
   * @param action runs if the person confirms
   */
  Confirmation(long packet, Runnable action) {
    this.packet = packet;
    this.action = action;
  }

  /** Notes that the question was handed to the channel. */
  void shown(long now) {
    if (!shown) {
      shown = true;
      shownAt = now;
    }
  }

  /**
   * Returns what typed bytes answer.
   *
   * @param pasted whether any of them belongs to a bracketed paste
   */
  Answer answer(ByteBuffer typed, boolean pasted, InputPacket from) {
    if (pasted) {
      return Answer.NO;
    }
    if (from.number() <= packet || !shown || from.arrived() - shownAt < READING) {
      return Answer.TOO_EARLY;
    }
    int first = typed.get(typed.position());
    boolean single = typed.remaining() == 1;
    if (typed.remaining() == 2) {
      int second = typed.get(typed.position() + 1);
      single = second == '\r' || second == '\n';
    }
    return single && (first == 'y' || first == 'Y') ? Answer.YES : Answer.NO;
  }

  void run() {
    action.run();
  }
}
