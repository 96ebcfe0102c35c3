package postern.gateway.session;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import postern.gateway.keys.EscapeKey;
import postern.gateway.keys.EscapeParser;
import postern.gateway.keys.InputEncoder;
import postern.gateway.view.CroppedScreen;
import postern.mux.screen.TerminalReplies;

/**
 * Sorts the bytes that a client sends: replies of its terminal, escape commands, input for a prompt
 * or the pager, and everything else, which goes to the machine.
 */
final class UserInput {
  private static final long SECOND = 1_000_000_000L;

  /** How long a lone Esc is held, which may start a reply of the terminal. */
  private static final long LONE_ESCAPE = SECOND / 25;

  private static final int MOST_AT_ONCE = 4096;

  private final KeyboardControl keyboard;
  private final MachineInput machineInput;
  private final EscapeCommands commands;
  private final CroppedScreen cropped;
  private final EscapeParser escapes;
  private final TerminalReplies replies = new TerminalReplies();
  private final @Nullable InputEncoder encoder;
  private final boolean terminal;
  private ByteBuffer typed = ByteBuffer.allocate(64);
  private InputPacket packet = new InputPacket(0, 0);

  UserInput(
      SessionContext context,
      KeyboardControl keyboard,
      MachineInput machineInput,
      EscapeCommands commands,
      CroppedScreen cropped) {
    this.keyboard = keyboard;
    this.machineInput = machineInput;
    this.commands = commands;
    this.cropped = cropped;
    this.escapes = context.escapes();
    this.terminal = context.terminal();
    Charset charset = context.acts().console().encoding();
    boolean encodes = terminal && !charset.equals(StandardCharsets.UTF_8);
    this.encoder = encodes ? new InputEncoder(charset) : null;
  }

  /** The packet that brought the bytes looked at last. */
  InputPacket packet() {
    return packet;
  }

  /**
   * Returns whether all of these bytes are for the machine. If they are, the parser counts them as
   * typed, and {@link #forward} must follow.
   */
  boolean isPlain(ByteBuffer bytes) {
    if (!terminal) {
      return true;
    }
    boolean nothingOpen = replies.pending() == 0 && !commands.takesTyping();
    return nothingOpen && escapes.allPlain(bytes);
  }

  /** Sends typed bytes to the machine. */
  void forward(ByteBuffer bytes) {
    machineInput.type(encoded(bytes));
  }

  void take(ByteBuffer bytes, InputPacket from) {
    if (isPlain(bytes)) {
      cropped.keyTyped();
      forward(bytes);
      return;
    }
    packet = from;
    take(replies.split(bytes));
  }

  private ByteBuffer encoded(ByteBuffer bytes) {
    return encoder == null ? bytes : encoder.encode(bytes);
  }

  private void take(List<TerminalReplies.Run> runs) {
    for (TerminalReplies.Run run : runs) {
      if (run.kind() == TerminalReplies.Kind.TYPED) {
        cropped.keyTyped();
        findEscapes(run.bytes().slice());
      } else if (keyboard.held()) {
        machineInput.answer(run.bytes().slice());
      }
    }
  }

  private void findEscapes(ByteBuffer bytes) {
    if (typed.capacity() < bytes.remaining() + 2) {
      typed = ByteBuffer.allocate(Math.min(bytes.remaining() + 2, MOST_AT_ONCE));
    }
    while (bytes.hasRemaining() && commands.ending() == null) {
      EscapeKey key = escapes.next(bytes, typed.clear(), packet.arrived());
      passTyped(escapes.pasted());
      if (key != null) {
        commands.run(key, packet);
      }
    }
  }

  private void passTyped(boolean pasted) {
    if (!typed.flip().hasRemaining() || commands.type(typed, pasted, packet)) {
      return;
    }
    ByteBuffer bytes = encoded(typed);
    if (!commands.paste(bytes)) {
      machineInput.type(bytes);
    }
  }

  /** Passes on what was held because it might have started an escape key or a reply. */
  void tick(long now) {
    if (escapes.holding() && now - escapes.holdEnds() >= 0) {
      escapes.release(typed.clear());
      passTyped(false);
    }
    if (replies.pending() > 0 && now - repliesEnd() >= 0) {
      take(replies.flush());
    }
  }

  /** Returns when {@link #tick} has something to do, or {@code otherwise} if that is earlier. */
  long nextDue(long otherwise) {
    long next = otherwise;
    if (replies.pending() > 0) {
      next = Math.min(next, repliesEnd());
    }
    return escapes.holding() ? Math.min(next, escapes.holdEnds()) : next;
  }

  /** When an unfinished reply counts as typed. */
  private long repliesEnd() {
    return packet.arrived() + (replies.pending() == 1 ? LONE_ESCAPE : SECOND);
  }
}
