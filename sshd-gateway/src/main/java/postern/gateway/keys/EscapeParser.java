package postern.gateway.keys;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds escape commands in what a person types, wherever the packets divide it. All other bytes
 * pass unchanged. Nothing in a bracketed paste is a command. All times are parameters.
 */
public final class EscapeParser {
  /** How long the first byte of the prefix is held until the second comes, nanoseconds. */
  static final long HOLD = 1_000_000_000L;

  /** After this pause a paste without an end marker counts as over, nanoseconds. */
  static final long PASTE_STALL = 10_000_000_000L;

  private static final byte[] PASTE = {0x1b, '[', '2', '0', '0', '~'};
  private static final int DECIDING =
      4; // index of the byte that tells the start marker from the end marker

  private enum State {
    PLAIN,
    PREFIX_HELD,
    KEY,
    ARGUMENT
  }

  private EscapePrefix prefix;
  private State state = State.PLAIN;
  private boolean lineStart = true;
  private int pending;
  private int wanted;
  private int given;
  private boolean inPaste;
  private boolean pasted;
  private boolean markerEnds;
  private int marker;
  private long heldSince;
  private long lastByte;

  public EscapeParser(EscapePrefix prefix) {
    this.prefix = prefix;
  }

  public EscapePrefix prefix() {
    return prefix;
  }

  /** Uses another prefix from now on. */
  public void changePrefix(EscapePrefix next) {
    prefix = next;
  }

  /**
   * Returns whether none of these bytes belongs to a command or a paste marker. If so they count as
   * passed, and {@link #next} must not be called for them.
   */
  public boolean allPlain(ByteBuffer in) {
    if (state != State.PLAIN || inPaste || marker != 0) {
      return false;
    }
    int end = in.limit();
    for (int i = in.position(); i < end; i++) {
      byte b = in.get(i);
      if (b == prefix.first() || b == 0x1b) {
        return false;
      }
    }
    if (in.hasRemaining()) {
      lineStart = enter(in.get(end - 1));
    }
    return true;
  }

  /**
   * Moves bytes from {@code in} to {@code plain} up to the next command or the end of the input, or
   * until {@code plain} has no room for two more.
   *
   * @param now when the bytes arrived, System.nanoTime
   */
  public @Nullable EscapeKey next(ByteBuffer in, ByteBuffer plain, long now) {
    if (inPaste && now - lastByte > PASTE_STALL) {
      inPaste = false;
      marker = 0;
    }
    lastByte = now;
    pasted = inPaste;
    while (in.hasRemaining() && plain.remaining() >= 2) {
      EscapeKey key = step(in.get() & 0xff, plain, now);
      if (key != null) {
        return key;
      }
    }
    return null;
  }

  private @Nullable EscapeKey step(int b, ByteBuffer plain, long now) {
    return switch (state) {
      case PLAIN -> {
        plain(b, plain, now);
        yield null;
      }
      case PREFIX_HELD -> {
        held(b, plain, now);
        yield null;
      }
      case KEY -> key(b, plain);
      case ARGUMENT -> argument(b);
    };
  }

  private void plain(int b, ByteBuffer plain, long now) {
    boolean counts = !inPaste && b == prefix.first() && (!prefix.afterEnter() || lineStart);
    if (counts) {
      state = prefix.second() < 0 ? State.KEY : State.PREFIX_HELD;
      heldSince = now;
      marker = 0;
      return;
    }
    plain.put((byte) b);
    lineStart = enter(b);
    followMarker(b);
  }

  private void held(int b, ByteBuffer plain, long now) {
    if (b == prefix.second()) {
      state = State.KEY;
      return;
    }
    plain.put((byte) prefix.first());
    state = State.PLAIN;
    lineStart = false;
    plain(b, plain, now); // a second first byte is held again
  }

  private @Nullable EscapeKey key(int b, ByteBuffer plain) {
    state = State.PLAIN;
    if (b == prefix.first() && prefix.second() < 0) {
      plain.put((byte) b);
      lineStart = false;
      return null;
    }
    if (EscapeKey.argumentBytes(b) > 0) {
      state = State.ARGUMENT;
      pending = b;
      wanted = EscapeKey.argumentBytes(b);
      given = 0;
      return null;
    }
    EscapeKey key = new EscapeKey(b, -1);
    if (prefix.afterEnter() && !key.known()) {
      // A line that only starts with this character passes, as with ssh's own ~.
      plain.put((byte) prefix.first()).put((byte) b);
      lineStart = enter(b);
      followMarker(b);
      return null;
    }
    return enter(b) ? null : key;
  }

  private @Nullable EscapeKey argument(int b) {
    if (enter(b)) {
      state = State.PLAIN;
      return null;
    }
    int base = pending == '\\' ? 8 : pending == 'l' ? 10 : 256;
    int digit = base == 256 ? b : b >= '0' && b < '0' + base ? b - '0' : -1;
    given = digit < 0 ? -1 : given * base + digit;
    wanted--;
    if (wanted > 0 && given >= 0) {
      return null;
    }
    state = State.PLAIN;
    return new EscapeKey(pending, base == 8 && given > 255 ? -1 : given);
  }

  private void followMarker(int b) {
    boolean fits =
        marker == DECIDING ? b == '0' || b == '1' : b == PASTE[marker]; // ESC [ 2 0 0|1 ~
    if (!fits) {
      marker = b == 0x1b ? 1 : 0;
      return;
    }
    if (marker == DECIDING) {
      markerEnds = b == '1';
    }
    marker++;
    if (marker == PASTE.length) {
      marker = 0;
      inPaste = !markerEnds;
      pasted |= inPaste;
    }
  }

  /** Returns whether the first byte of the prefix is held. */
  public boolean holding() {
    return state == State.PREFIX_HELD;
  }

  /** Returns when the held byte must be released, System.nanoTime. */
  public long holdEnds() {
    return heldSince + HOLD;
  }

  /** Passes the held byte, because it did not start a command. */
  public void release(ByteBuffer plain) {
    if (state == State.PREFIX_HELD) {
      plain.put((byte) prefix.first());
      lineStart = false;
      state = State.PLAIN;
    }
  }

  public boolean inPaste() {
    return inPaste;
  }

  /** Returns whether any byte that {@link #next} last moved belongs to a paste. */
  public boolean pasted() {
    return pasted;
  }

  private static boolean enter(int b) {
    return b == '\r' || b == '\n';
  }
}
