package postern.gateway.pacing;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Decides how much of a text may be typed, and when. It starts with as much as the smallest
 * receiver holds (16 bytes, the FIFO of a 16550) and looks for the echo. If there is an echo, at
 * most one window of bytes waits for it, and the next line waits for the echo of the line before.
 * The window grows only while a larger one does not make the echo slower, so that it never fills a
 * buffer on the way. If the echo is late, single bytes are typed before the text is given up,
 * because some machines read only when something more arrives. Without echo, only time paces. The
 * class has no clock: callers give times as of System.nanoTime.
 */
final class Pacer {
  /** What is known of the echo. */
  enum Echo {
    UNKNOWN,
    SEEN,
    NONE,
    LOST
  }

  /** How much of a line a Linux terminal keeps in line mode; it drops the rest silently. */
  static final int LONGEST_LINE = 4095;

  private static final int LEAST = 16;
  private static final int MOST = 256;
  private static final long SECOND = 1_000_000_000L;

  /** Bytes a second on a line without a speed of its own, if there is echo. */
  private static final int ECHOED_RATE = 46_080;

  /** The same without echo. */
  private static final int BLIND_RATE = 11_520;

  /** If no echo comes for this long at the start, there is none. */
  private static final long NO_ECHO = SECOND;

  /** If no echo comes for this long later, it is lost. */
  private static final long LOST = 10 * SECOND;

  /**
   * If no echo comes for this long, one more byte is typed, and after twice this time another. A
   * User-Mode Linux guest on a pty needs it: its host may signal it before the bytes can be read,
   * and it reads again only at the next signal (docs/adr/0004).
   */
  private static final long NUDGE = 3 * SECOND;

  private static final int NUDGES = 2;

  /** If the echo takes longer than this, the smallest window is too slow. */
  private static final long FAR = SECOND / 100;

  /** How many windows in a row must agree, because a busy host looks like a slow line. */
  private static final int AGREED = 4;

  private final ExpectedEcho expected = new ExpectedEcho(MOST + NUDGES);
  private final boolean serial;
  private long nanosPerByte;
  private Echo echo = Echo.UNKNOWN;
  private @Nullable String why;
  private int window = LEAST;
  private long sent;
  private long expectedOnes;
  private long runs;
  private long runOnes;
  private long lineFrom;
  private boolean lineLooked;
  private byte last = '\n';
  private boolean everSeen;
  private long unheard;
  private long nextAt;
  private long heardAt;
  private long quickest = Long.MAX_VALUE;
  private long growFrom;
  private int farOnes;
  private int nudges;

  /**
   * @param bytesPerSecond the line's speed, or 0 if it has none
   */
  Pacer(int bytesPerSecond, long now) {
    serial = bytesPerSecond > 0;
    nanosPerByte = SECOND / (serial ? bytesPerSecond : ECHOED_RATE);
    nextAt = now;
    heardAt = now;
  }

  /** Returns how many of these bytes may be typed now. */
  int room(ByteBuffer next, long now) {
    if (echo == Echo.LOST || now - nextAt < 0 || !next.hasRemaining()) {
      return 0;
    }
    if (echo == Echo.NONE) {
      return upToLineEnd(next, serial ? LEAST : MOST / 2);
    }
    boolean waits = expected.count() > 0 && (echo == Echo.UNKNOWN || expected.lineEndLast());
    int underWay = expected.count() == 0 ? 0 : (int) (sent - expected.first());
    boolean full = waits || underWay >= window || nudges > 0;
    if (full && !nudgeDue(now)) {
      return 0;
    }
    if (echo == Echo.SEEN && tooLong(next)) {
      lost(
          "the line from here on is longer than the "
              + LONGEST_LINE
              + " bytes that a terminal in line mode keeps");
      return 0;
    }
    return upToLineEnd(next, full ? 1 : window - underWay);
  }

  private boolean nudgeDue(long now) {
    return echo == Echo.SEEN && nudges < NUDGES && quiet(now) >= (nudges + 1) * NUDGE;
  }

  /** Returns how long the echo is overdue, without the time that the line itself needs. */
  private long quiet(long now) {
    return expected.count() == 0
        ? 0
        : now - Math.max(heardAt, expected.firstTyped()) - 4L * expected.count() * nanosPerByte;
  }

  /** Returns how many bytes there are up to and with the first line end, at most {@code most}. */
  static int upToLineEnd(ByteBuffer next, int most) {
    int count = Math.min(most, next.remaining());
    for (int i = 0; i < count; i++) {
      byte b = next.get(next.position() + i);
      if (b == '\r' || b == '\n') {
        return i + 1;
      }
    }
    return count;
  }

  private boolean tooLong(ByteBuffer next) {
    if (!lineLooked) {
      lineLooked = true;
      int rest = (int) (LONGEST_LINE - (sent - lineFrom));
      if (next.remaining() > rest) {
        int end = upToLineEnd(next, rest + 1);
        byte last = next.get(next.position() + end - 1);
        return last != '\r' && last != '\n';
      }
    }
    byte b = next.get(next.position());
    return sent - lineFrom >= LONGEST_LINE && b != '\r' && b != '\n';
  }

  /** Records that these bytes were typed. */
  void typed(ByteBuffer bytes, long now) {
    int count = bytes.remaining();
    nudges += nudgeDue(now) ? 1 : 0;
    while (bytes.hasRemaining()) {
      byte b = bytes.get();
      boolean newRun = last == '\r' ? b != '\n' : last == '\n';
      runs += newRun ? 1 : 0;
      int before = expected.count();
      if (echo != Echo.NONE) {
        expected.typed(b, sent, now);
      }
      int more = expected.count() - before;
      expectedOnes += more;
      runOnes = newRun ? more : runOnes + more;
      last = b;
      sent++;
      if (b == '\r' || b == '\n') {
        lineFrom = sent;
        lineLooked = false;
      }
    }
    nextAt = Math.max(now, nextAt) + count * nanosPerByte;
  }

  /** Reads output of the machine; the buffer is empty afterwards. */
  void heard(ByteBuffer said, long now) {
    long took = echo == Echo.NONE ? -1 : expected.heard(said, now);
    said.position(said.limit());
    if (took < 0) {
      return;
    }
    heardAt = now;
    nudges = 0;
    quickest = Math.min(quickest, Math.max(1, took));
    if (expected.count() == 0) {
      echo = echo == Echo.UNKNOWN ? Echo.SEEN : echo;
      everSeen = true;
    }
    fitWindow(took);
  }

  /**
   * Changes the window once per window, as TCP Vegas does. A larger window is tried only while the
   * echo takes long and takes no longer for a full window than for a single byte: then the delay is
   * on the way, and not in a port that takes one byte after the other.
   */
  private void fitWindow(long took) {
    if (sent - growFrom < 2L * window) {
      return;
    }
    growFrom = sent;
    boolean far = took > FAR && took * 4 < quickest * 5;
    farOnes = far ? farOnes + 1 : 0;
    if (farOnes == AGREED) {
      farOnes = 0;
      window = Math.min(MOST, window * 2);
    } else if (took > 2 * quickest) {
      window = Math.max(LEAST, window / 2);
    }
  }

  /**
   * Looks whether the echo is overdue.
   *
   * @param lastRun whether the last line of a short text is being typed; it may be a password
   */
  void tick(long now, boolean lastRun) {
    if (expected.count() == 0 || echo == Echo.NONE || echo == Echo.LOST) {
      return;
    }
    long quiet = quiet(now);
    boolean first = echo == Echo.UNKNOWN;
    if ((first || lastRun) && quiet >= NO_ECHO && expected.count() * 2L > runOnes) {
      goBlind();
    } else if (first && quiet >= NO_ECHO) {
      lost("its echo is missing");
    } else if (quiet >= LOST) {
      lost("the machine echoed what came before and does not echo this");
    }
  }

  private void goBlind() {
    unheard = expected.first();
    echo = Echo.NONE;
    if (!serial) {
      nanosPerByte = SECOND / BLIND_RATE;
    }
  }

  /** Returns what is known of the echo of a text that was typed to its end. */
  Echo verdict() {
    if (expectedOnes == 0) {
      return Echo.UNKNOWN;
    }
    boolean byChance = runs <= 1 && expected.together() * 2 < expectedOnes;
    if (byChance || (echo == Echo.NONE && !everSeen)) {
      return Echo.NONE;
    }
    return settled() && echo != Echo.NONE ? Echo.SEEN : Echo.LOST;
  }

  /** Returns the offset of the first byte of which no echo came. */
  long unheard() {
    return echo == Echo.NONE ? unheard : expected.count() == 0 ? sent : expected.first();
  }

  private void lost(String reason) {
    echo = Echo.LOST;
    why = reason;
  }

  /** Returns why nothing more may be typed, or null. */
  @Nullable String stopped() {
    return why;
  }

  Echo echo() {
    return echo;
  }

  /** Returns whether everything typed was echoed, or no echo is expected. */
  boolean settled() {
    return echo == Echo.NONE || expected.count() == 0;
  }

  /** Returns whether the line that was typed last has no end yet. */
  boolean inLine() {
    return last != '\r' && last != '\n';
  }

  /** Returns how many bytes were typed. */
  long sent() {
    return sent;
  }

  /**
   * Returns the number of bytes that the machine is known to have, or assumed if it has no echo.
   */
  long reached() {
    return echo == Echo.NONE || expected.count() == 0 ? sent : expected.first();
  }

  /** Returns when the line's speed allows more to be typed. */
  long nextAt() {
    return nextAt;
  }
}
