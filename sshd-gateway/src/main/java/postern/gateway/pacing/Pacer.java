package postern.gateway.pacing;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How much of a text may be typed, and when. It begins with as much as the smallest receiver holds
 * (16 bytes, the 16550's FIFO) and looks for the echo. Where there is one, no more than a window is
 * ever under way, and the next line waits for the echo of the line before; the window grows only
 * while a larger one does not make the echo slower, so it never fills a buffer in between. An echo
 * that stays out brings the next single byte before the text is given up: some machines sleep on
 * what they have until something more comes. Where there is no echo, time alone paces. Pure: times
 * are given, in the manner of System.nanoTime.
 */
final class Pacer {
  /** How it stands with the echo. */
  enum Echo {
    UNKNOWN,
    SEEN,
    NONE,
    LOST
  }

  /** What a Linux terminal in line mode keeps of one line; the rest is lost without a word. */
  static final int LONGEST_LINE = 4095;

  private static final int LEAST = 16;
  private static final int MOST = 256;
  private static final long SECOND = 1_000_000_000L;

  /** Bytes a second where the line has no speed of its own: with echo, and without. */
  private static final int ECHOED_RATE = 46_080;

  private static final int BLIND_RATE = 11_520;

  /** No echo for so long at the start: there is none. */
  private static final long NO_ECHO = SECOND;

  /** No echo for so long later: it is lost. */
  private static final long LOST = 10 * SECOND;

  /**
   * No echo for so long: one more byte is typed, after twice as long another. A User-Mode Linux
   * guest on a pty is such a machine: its host may signal it before the bytes can be seen, and it
   * looks again only at the next signal (docs/adr/0004).
   */
  private static final long NUDGE = 3 * SECOND;

  private static final int NUDGES = 2;

  /** An echo that takes so long leaves the smallest window too slow. */
  private static final long FAR = SECOND / 100;

  /** So many windows in a row must say so: a host that is busy for a moment looks far away too. */
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
   * @param bytesPerSecond the line's speed; 0 where it has none
   */
  Pacer(int bytesPerSecond, long now) {
    serial = bytesPerSecond > 0;
    nanosPerByte = SECOND / (serial ? bytesPerSecond : ECHOED_RATE);
    nextAt = now;
    heardAt = now;
  }

  /** How many of these may be typed now. */
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

  /** How long an echo is overdue, less what is on its way by the line's speed. */
  private long quiet(long now) {
    return expected.count() == 0
        ? 0
        : now - Math.max(heardAt, expected.firstTyped()) - 4L * expected.count() * nanosPerByte;
  }

  /** How many there are of these up to a line end and with it, at most so many. */
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

  /** These were typed. */
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

  /** The machine said this; the buffer is empty afterwards. */
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
   * Once a window, as TCP Vegas does: a larger one is tried only while an echo takes long and a
   * full window none longer than a single byte, so that it is the way that takes the time and not a
   * port that takes byte after byte.
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
   * Time went on.
   *
   * @param lastRun what is typed now is the last line of a short text, which may be a password
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

  /** What became of the echo of a text that was typed to its end. */
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

  /** No echo came of the byte at this offset, nor of those behind it. */
  long unheard() {
    return echo == Echo.NONE ? unheard : expected.count() == 0 ? sent : expected.first();
  }

  private void lost(String reason) {
    echo = Echo.LOST;
    why = reason;
  }

  /** Why nothing more may be typed, if so. */
  @Nullable String stopped() {
    return why;
  }

  Echo echo() {
    return echo;
  }

  /** All that was typed was echoed, or no echo is waited for. */
  boolean settled() {
    return echo == Echo.NONE || expected.count() == 0;
  }

  /** The line that was typed last has no end yet. */
  boolean inLine() {
    return last != '\r' && last != '\n';
  }

  /** Bytes typed. */
  long sent() {
    return sent;
  }

  /** Up to here the machine is known, or where it does not echo believed, to have it. */
  long reached() {
    return echo == Echo.NONE || expected.count() == 0 ? sent : expected.first();
  }

  /** When more may be typed as far as time alone says. */
  long nextAt() {
    return nextAt;
  }
}
