package postern.gateway.session;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import postern.gateway.keys.EscapeKey;
import postern.gateway.keys.EscapePrefix;
import postern.gateway.view.LinePrompt;

/** The keys between people, and those that ask for more or change how this session is. */
final class EscapeCommands {
  private final SessionContext place;
  private final Parts parts;

  /** What the keys act on. */
  record Parts(
      KeyboardControl seat,
      ConfirmedActions acts,
      LinePrompt question,
      TerminalSize size,
      MachineInput typing) {}

  EscapeCommands(SessionContext place, Parts parts) {
    this.place = place;
    this.parts = parts;
  }

  /** False when it is none of these. */
  boolean take(EscapeKey key, InputPacket packet, long now) {
    KeyboardControl seat = parts.seat();
    switch (key.key()) {
      case 'f' -> force(now);
      case 'q' -> seat.request();
      case 'y' -> seat.consent(true);
      case 'N' -> seat.consent(false);
      case 'k' -> parts.acts().sysRq((char) key.more(), packet.number());
      case 'b' -> ask("message to all here", now, place.host()::message);
      case 'n' -> ask("note into the record", now, this::note);
      case 't' -> parts.size().tell(seat.mine(), parts.typing());
      case 'e' -> otherPrefix(key.more());
      case '\\' -> parts.typing().type(ByteBuffer.wrap(new byte[] {(byte) key.more()}));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void force(long now) {
    if (!parts.seat().force()) {
      ask("the keyboard is locked; your reason to take it", now, parts.seat()::forceLocked);
    }
  }

  private void note(String line) {
    place.host().note(line);
    place.voice().say("noted in the record");
  }

  private void ask(String what, long now, Consumer<String> then) {
    parts.question().ask(what, now, then);
  }

  private void otherPrefix(int typed) {
    Optional<EscapePrefix> next = EscapePrefix.typed(typed >> 8, typed & 0xff);
    next.ifPresent(place.keys()::prefix);
    place
        .voice()
        .say(
            next.map(EscapePrefix::text)
                .map(p -> "the escape of this session is " + p + " now; " + p + "? helps")
                .orElse(
                    "no escape: wanted are Ctrl with a letter and then a letter, or && or ~~ for"
                        + " these behind Enter"));
  }
}
