package postern.gateway.session;

import java.nio.ByteBuffer;

/**
 * A question before something that cannot be taken back. Only a lone {@code y} counts, in a packet
 * later than the one that asked, 300 ms after the question was on its way to the screen, and never
 * from a paste.
 */
final class Confirmation {
  /** Nobody reads quicker, nanoseconds. */
  static final long READING = 300_000_000L;

  enum Answer {
    TOO_EARLY,
    YES,
    NO
  }

  private final long packet;
  private final Runnable act;
  private boolean shown;
  private long shownAt;

  /**
   * @param packet the packet that brought the key
   * @param act what a yes does
   */
  Confirmation(long packet, Runnable act) {
    this.packet = packet;
    this.act = act;
  }

  /** The question's words were handed to the channel. */
  void shown(long now) {
    if (!shown) {
      shown = true;
      shownAt = now;
    }
  }

  boolean isShown() {
    return shown;
  }

  /** What these typed bytes say; {@code pasted} when any of them lies in a bracketed paste. */
  Answer answer(ByteBuffer typed, boolean pasted, long packet, long arrived) {
    if (pasted) {
      return Answer.NO;
    }
    if (packet <= this.packet || !shown || arrived - shownAt < READING) {
      return Answer.TOO_EARLY;
    }
    int first = typed.get(typed.position());
    boolean lone = typed.remaining() == 1;
    if (typed.remaining() == 2) {
      int second = typed.get(typed.position() + 1);
      lone = second == '\r' || second == '\n';
    }
    return lone && (first == 'y' || first == 'Y') ? Answer.YES : Answer.NO;
  }

  void act() {
    act.run();
  }
}
