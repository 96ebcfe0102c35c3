package postern.mux.screen;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Separates what a person typed from the automatic replies of their terminal. One instance for each
 * person, used by one thread.
 *
 * <p>Replies are: cursor position ({@code CSI r;c R}, {@code CSI ? … R}), device attributes and
 * status ({@code CSI … c}, {@code CSI … n}), mode reports ({@code CSI … $ y}), kitty flags ({@code
 * CSI ? … u}), window reports ({@code CSI … t}), DECREPTPARM ({@code CSI … x}), focus ({@code CSI
 * I}, {@code CSI O}), and whole OSC, DCS, APC, PM and SOS strings. Mouse reports and pastes come
 * from the person. {@code CSI 1;m R} with m from 2 to 16 is F3 with modifiers in xterm and a cursor
 * in row 1 elsewhere. It counts as typed, since a lost key is worse than a stray reply, and
 * programs that measure a screen ask from its far corner.
 *
 * <p>Of a sequence that is incomplete at the end of a buffer, at most 4,096 bytes are kept. The
 * caller calls {@link #flush} if no more bytes followed the {@link #pending} ones for a second, or
 * for a shorter time after a lone ESC.
 */
public final class TerminalReplies {
  /** The origin of bytes. */
  public enum Kind {
    TYPED,
    REPLY
  }

  /**
   * Consecutive bytes of one kind.
   *
   * @param bytes read-only
   */
  public record Run(Kind kind, ByteBuffer bytes) {}

  private enum State {
    GROUND,
    ESCAPE,
    COMMAND,
    STRING,
    STRING_ESCAPE
  }

  private static final int ESC = 0x1b;
  private static final int MAX_HELD = 4_096;
  private static final int MAX_COMMAND = 64;
  private static final int MOUSE_BYTES = 3;

  private final ByteArrayOutputStream run = new ByteArrayOutputStream();
  private final ByteArrayOutputStream undecided = new ByteArrayOutputStream();
  private final Sequence sequence = new Sequence(MAX_COMMAND);
  private List<Run> found = new ArrayList<>();
  private Kind kind = Kind.TYPED;
  private State state = State.GROUND;
  private int mouseLeft;
  private boolean pasting;

  /** Returns all complete runs in these and the pending bytes, in order. */
  public List<Run> split(ByteBuffer input) {
    while (input.hasRemaining()) {
      step(input.get());
    }
    return taken();
  }

  /** Stops waiting: the pending bytes count as typed. */
  public List<Run> flush() {
    release(Kind.TYPED);
    return taken();
  }

  /** Returns the number of bytes whose kind is not clear yet. */
  public int pending() {
    return undecided.size();
  }

  private List<Run> taken() {
    endRun();
    List<Run> runs = List.copyOf(found);
    found = new ArrayList<>();
    return runs;
  }

  private void endRun() {
    if (run.size() > 0) {
      found.add(new Run(kind, ByteBuffer.wrap(run.toByteArray()).asReadOnlyBuffer()));
      run.reset();
    }
  }

  private void put(Kind wanted, byte[] bytes) {
    if (wanted != kind) {
      endRun();
      kind = wanted;
    }
    run.write(bytes, 0, bytes.length);
  }

  private void release(Kind wanted) {
    state = State.GROUND;
    put(wanted, undecided.toByteArray());
    undecided.reset();
  }

  private void step(byte octet) {
    int c = octet & 0xff;
    if (mouseLeft > 0) {
      mouseLeft--;
      put(Kind.TYPED, new byte[] {octet});
      return;
    }
    if (c == ESC && state != State.STRING) {
      release(Kind.TYPED);
      undecided.write(c);
      sequence.begin(false);
      state = State.ESCAPE;
      return;
    }
    if (state == State.GROUND) {
      put(Kind.TYPED, new byte[] {octet});
      return;
    }
    undecided.write(c);
    switch (state) {
      case ESCAPE -> escape(c);
      case COMMAND -> command(c);
      case STRING -> string(c);
      case STRING_ESCAPE -> release(c == '\\' ? Kind.REPLY : Kind.TYPED);
      case GROUND -> {}
    }
    if (undecided.size() >= MAX_HELD) {
      release(Kind.TYPED);
    }
  }

  private void escape(int c) {
    sequence.append(c);
    if (c == '[') {
      state = State.COMMAND;
    } else if (!pasting && (c == ']' || c == 'P' || c == '_' || c == '^' || c == 'X')) {
      state = State.STRING;
    } else {
      release(Kind.TYPED);
    }
  }

  private void command(int c) {
    sequence.append(c);
    if (c < 0x20 || c > 0x7e || sequence.overlong()) {
      release(Kind.TYPED);
    } else if (c >= 0x40) {
      boolean reply = sequence.readCommand() && isReply();
      boolean mouse = c == 'M' && sequence.length() == 3;
      if (c == '~' && sequence.count() == 1) {
        pasting = sequence.value(0) == 200 || (pasting && sequence.value(0) != 201);
      }
      release(reply && !pasting ? Kind.REPLY : Kind.TYPED);
      mouseLeft = mouse && !pasting ? MOUSE_BYTES : 0;
    }
  }

  private boolean isReply() {
    boolean marked = sequence.prefix() == '?' || sequence.prefix() == '>';
    if (sequence.intermediate() != 0) {
      return sequence.intermediate() == '$' && sequence.last() == 'y';
    }
    return switch (sequence.last()) {
      case 'R' -> marked || (sequence.count() == 2 && !isModifiedF3());
      case 'c', 'n' -> marked || sequence.prefix() == '=' || sequence.count() > 0;
      case 'u' -> marked;
      case 't', 'x' -> sequence.count() > 1;
      case 'I', 'O' -> sequence.length() == 3;
      default -> false;
    };
  }

  private boolean isModifiedF3() {
    return sequence.value(0) == 1 && sequence.value(1) >= 2 && sequence.value(1) <= 16;
  }

  /**
   * Continues a string. A control that no reply contains means that Alt and a letter were typed.
   */
  private void string(int c) {
    if (c == ESC) {
      state = State.STRING_ESCAPE;
    } else if (c == 0x07) {
      release(Kind.REPLY);
    } else if (c < 0x20 || c == 0x7f) {
      release(Kind.TYPED);
    }
  }
}
