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
 * A text on its way to a machine, typed no faster than the machine takes it. Used by the one thread
 * that has the attachment; no method waits.
 */
public final class PacedTyping {
  /** So much is taken and not yet typed at most. */
  public static final int MOST_WAITING = 1 << 20;

  private static final int HEARD_AT_ONCE = 16 * 1024;
  private static final long LOOK = 20_000_000L;

  /** How a text stands. */
  public sealed interface Progress {
    /** Some of it is still to be typed or echoed, or to come. */
    record Going() implements Progress {}

    /**
     * All of it was typed.
     *
     * @param echo {@code seen}, {@code none}, {@code lost}, or {@code unknown} where none is to
     *     come
     * @param echoed so many bytes from the first on were echoed, as far as is known
     */
    record Done(String echo, long echoed) implements Progress {}

    /**
     * Typing stopped.
     *
     * @param reached up to this byte, counted from 0, the machine has it as far as is known
     * @param echo {@code seen}, {@code none}, {@code lost} or {@code unknown}
     * @param unrecorded because it cannot be recorded
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

  /** Starts with nothing; what the console says from now on may be echo. */
  public PacedTyping(Console console, Attachment at, LongSupplier nanos) {
    this.console = console;
    this.at = at;
    this.nanos = nanos;
    this.pacer = new Pacer(speed(console.status().address()), nanos.getAsLong());
    this.heardTo = console.status().endOffset();
  }

  /** Bytes a second that a line carries; 0 when it has no speed of its own. */
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

  /** Takes these bytes as the next of the text, up to {@link #MOST_WAITING} in all. */
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

  /** Nothing more is offered. */
  public void end() {
    ended = true;
  }

  /** Types what may go now. */
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

  /** So short that it is known to be typed, whatever of its last line comes back. */
  private boolean brief() {
    return taken <= Pacer.LONGEST_LINE;
  }

  /** What was typed last belongs to the last line of a short text: it may be a password. */
  private boolean lastRun() {
    if (!ended || !brief()) {
      return false;
    }
    int rest = waiting.remaining();
    return rest == 0 || (pacer.inLine() && Pacer.upToLineEnd(waiting, rest) >= rest - 1);
  }

  /** Where nothing is echoed, what still waits for the line is all there is to go by. */
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

  /** Stops it. */
  public Progress.Stopped stop(String why) {
    hear(nanos.getAsLong());
    if (!(over instanceof Progress.Stopped)) {
      over = stopped(why, false);
    }
    return (Progress.Stopped) over;
  }

  /** There is room for {@code count} bytes more. */
  public boolean takes(int count) {
    return waiting.remaining() + count <= MOST_WAITING;
  }

  /** Bytes taken in all. */
  public long taken() {
    return taken;
  }

  /** Bytes typed. */
  public long sent() {
    return pacer.sent();
  }

  /** Bytes taken and not typed. */
  public int waiting() {
    return waiting.remaining();
  }

  /** When {@link #step} is due at the latest, in the manner of System.nanoTime. */
  public long nextLook() {
    long now = nanos.getAsLong();
    long due = pacer.nextAt() - now;
    return now + (waiting.hasRemaining() && due > 0 ? Math.min(due, LOOK) : LOOK);
  }
}
