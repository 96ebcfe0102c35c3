package postern.gateway.pacing;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import postern.mux.Attachment;
import postern.mux.Console;
import postern.mux.LineAddress;
import postern.mux.LineState;
import postern.mux.SerialSettings;
import postern.mux.TypeOutcome;

/**
 * Types a text no faster than the machine takes it. Used only by the thread of the attachment; no
 * method waits.
 */
public final class PacedTyping {
  /** The largest number of bytes that wait to be typed. */
  public static final int MOST_WAITING = 1 << 20;

  private static final int HEARD_AT_ONCE = 16 * 1024;
  private static final long LOOK = 20_000_000L;

  /** How far the typing is. */
  public sealed interface Progress {
    /** It goes on: text is still to be typed, echoed or offered. */
    record Going() implements Progress {}

    /**
     * All of it was typed.
     *
     * @param echo {@code seen}, {@code none}, {@code lost}, or {@code unknown} if none was expected
     * @param echoed the number of bytes from the first that are known to be echoed
     */
    record Done(String echo, long echoed) implements Progress {}

    /**
     * Typing stopped.
     *
     * @param reached the number of bytes from the first that the machine is known to have
     * @param echo {@code seen}, {@code none}, {@code lost} or {@code unknown}
     * @param unrecorded whether it stopped because typing cannot be recorded
     */
    record Stopped(long reached, String echo, String why, boolean unrecorded) implements Progress {}
  }

  private static final Progress GOING = new Progress.Going();

  private final Console console;
  private final Attachment at;
  private final LongSupplier nanos;
  private final Pacer pacer;
  private ByteBuffer waiting = ByteBuffer.allocate(4096).flip();
  private long taken;
  private long heardTo;
  private boolean ended;
  private @Nullable Progress over;

  /** Starts with an empty text. Output of the console from now on may be its echo. */
  public PacedTyping(Console console, Attachment at, LongSupplier nanos) {
    this.console = console;
    this.at = at;
    this.nanos = nanos;
    this.pacer = new Pacer(speed(console.status().address()), nanos.getAsLong());
    this.heardTo = console.status().endOffset();
  }

  /** Returns how many bytes a line carries in a second, or 0 if it has no speed of its own. */
  private static int speed(LineAddress address) {
    if (!(address instanceof LineAddress.Serial(var device, SerialSettings line))) {
      return 0;
    }
    int bits =
        1
            + line.dataBits()
            + (line.parity() == SerialSettings.Parity.NONE ? 0 : 1)
            + (line.stop() == SerialSettings.StopBits.TWO ? 2 : 1);
    return Math.max(1, line.baud() / bits * 19 / 20); // a little less: its clock may run slow
  }

  /** Adds these bytes to the text as far as there is room; see {@link #MOST_WAITING}. */
  public void offer(ByteBuffer bytes) {
    int count = Math.min(bytes.remaining(), MOST_WAITING - waiting.remaining());
    if (waiting.capacity() - waiting.limit() < count) {
      int size = Math.max(waiting.remaining() + count, 2 * waiting.remaining());
      waiting = ByteBuffer.allocate(size).put(waiting).flip();
    }
    int end = waiting.limit();
    waiting.limit(end + count);
    waiting.put(end, bytes, bytes.position(), count);
    bytes.position(bytes.position() + count);
    taken += count;
  }

  /** Ends the text. */
  public void end() {
    ended = true;
  }

  /** Types as much as may be typed now. */
  public Progress step() {
    if (over != null) {
      return over;
    }
    long now = nanos.getAsLong();
    hear(now);
    pacer.tick(now, lastRun());
    Progress standing = type(now);
    if (!(standing instanceof Progress.Going)) {
      over = standing;
    }
    return standing;
  }

  private void hear(long now) {
    Console.Excerpt excerpt = console.history(heardTo, HEARD_AT_ONCE);
    while (excerpt.bytes().hasRemaining()) {
      heardTo = excerpt.fromOffset() + excerpt.bytes().remaining();
      pacer.heard(excerpt.bytes().slice(), now);
      excerpt = console.history(heardTo, HEARD_AT_ONCE);
    }
  }

  private Progress type(long now) {
    for (int room = room(now); room > 0; room = room(now)) {
      ByteBuffer part = waiting.slice(waiting.position(), room);
      switch (at.type(part.duplicate())) {
        case TypeOutcome.Accepted(int count) -> {
          pacer.typed(part.limit(count), now);
          waiting.position(waiting.position() + count);
          if (count < room) {
            return GOING;
          }
        }
        case TypeOutcome.NotHolder() -> {
          return stopped("the keyboard went to somebody else", false);
        }
        case TypeOutcome.LineDown(LineState.Down down) -> {
          return stopped("the line is down: " + down.why(), false);
        }
        case TypeOutcome.NotRecorded(String why) -> {
          return stopped("it cannot be recorded: " + why, true);
        }
      }
    }
    String why = pacer.stopped();
    boolean all = ended && !waiting.hasRemaining();
    if (why != null && !(all && brief())) {
      return stopped(why, false);
    }
    boolean over = all && (why != null || pacer.settled());
    return over && console.status().pendingInput() == 0 ? done() : GOING;
  }

  /** Whether the text is so short that its last line need not be echoed. */
  private boolean brief() {
    return taken <= Pacer.LONGEST_LINE;
  }

  /** Whether the last line of a short text is being typed; it may be a password. */
  private boolean lastRun() {
    if (!ended || !brief()) {
      return false;
    }
    int rest = waiting.remaining();
    return rest == 0 || (pacer.inLine() && Pacer.upToLineEnd(waiting, rest) >= rest - 1);
  }

  /** Returns how many bytes may be typed. Without echo, the line must first take what waits. */
  private int room(long now) {
    int room = pacer.room(waiting, now);
    boolean blind = pacer.echo() == Pacer.Echo.NONE;
    return room > 0 && blind && console.status().pendingInput() > 0 ? 0 : room;
  }

  private Progress.Done done() {
    return new Progress.Done(word(pacer.verdict()), pacer.unheard());
  }

  private Progress.Stopped stopped(String why, boolean unrecorded) {
    return new Progress.Stopped(pacer.reached(), word(pacer.echo()), why, unrecorded);
  }

  private static String word(Pacer.Echo echo) {
    return echo.name().toLowerCase(Locale.ROOT);
  }

  /** Stops the typing. */
  public Progress.Stopped stop(String why) {
    hear(nanos.getAsLong());
    if (!(over instanceof Progress.Stopped)) {
      over = stopped(why, false);
    }
    return (Progress.Stopped) over;
  }

  /** Returns whether there is room for {@code count} more bytes. */
  public boolean takes(int count) {
    return waiting.remaining() + count <= MOST_WAITING;
  }

  /** Returns how many bytes were offered and taken. */
  public long taken() {
    return taken;
  }

  /** Returns how many bytes were typed. */
  public long sent() {
    return pacer.sent();
  }

  /** Returns how many bytes wait to be typed. */
  public int waiting() {
    return waiting.remaining();
  }

  /** Returns when {@link #step} must be called again at the latest, as of System.nanoTime. */
  public long nextLook() {
    long now = nanos.getAsLong();
    long due = pacer.nextAt() - now;
    return now + (waiting.hasRemaining() && due > 0 ? Math.min(due, LOOK) : LOOK);
  }
}
