package postern.gateway.session;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import postern.gateway.act.ConsoleActs;
import postern.gateway.act.Ending;
import postern.gateway.keys.EscapeKey;
import postern.gateway.keys.EscapePrefix;
import postern.gateway.pager.Pager;
import postern.gateway.view.LinePrompt;
import postern.gateway.view.Overlay;

/**
 * Runs the escape commands. While a command has opened a prompt, the pager, a menu or a paste,
 * typed bytes belong to that.
 */
final class EscapeCommands {
  private final SessionContext context;
  private final ConsoleActs acts;
  private final Overlay overlay;
  private final KeyboardControl keyboard;
  private final MachineInput machineInput;
  private final TerminalSize size;
  private final ConfirmedActions confirmed;
  private final LinePrompt prompt;
  private final Pager pager;
  private final PacedPaste paste;
  private @Nullable Ending ending;

  EscapeCommands(
      SessionContext context,
      Overlay overlay,
      KeyboardControl keyboard,
      MachineInput machineInput,
      TerminalSize size) {
    this.context = context;
    this.acts = context.acts();
    this.overlay = overlay;
    this.keyboard = keyboard;
    this.machineInput = machineInput;
    this.size = size;
    this.confirmed = new ConfirmedActions(context, keyboard);
    this.prompt = new LinePrompt(context.output(), overlay);
    this.pager =
        new Pager(() -> acts.history(overlay::gone), context.clock(), context.output(), overlay);
    this.paste = new PacedPaste(context, overlay);
  }

  /** How a command ended the session, or null. */
  @Nullable Ending ending() {
    return ending;
  }

  void run(EscapeKey key, InputPacket packet) {
    confirmed.cancel();
    prompt.cancel();
    context.attachment().markPresent();
    if (!key.known()) {
      context.tell(KeyHelp.unknown(key, context));
      return;
    }
    if (pager.open()) {
      pager.leave();
    }
    runKnown(key, packet);
  }

  private void runKnown(EscapeKey key, InputPacket packet) {
    switch (key.key()) {
      case '.' -> stopPasteOrLeave();
      case ';' -> ending = Ending.ELSEWHERE;
      case '?' -> context.tell("escape commands", KeyHelp.keys(context));
      case 'w' -> context.tell("here now", KeyHelp.who(context));
      case 'i' -> context.tell(acts.machine(), KeyHelp.about(context));
      case 'r' -> overlay.paint();
      case 'p' -> openPager();
      case 'v' -> paste.start(keyboard.held());
      case 't' -> size.typeStty(keyboard.held(), machineInput);
      case 'e' -> changePrefix(key.argument());
      case '\\' -> machineInput.type(ByteBuffer.wrap(new byte[] {(byte) key.argument()}));
      case 'b' -> ask("message to all here", acts::message);
      case 'n' -> ask("note into the record", this::note);
      case 'P' -> confirmed.powerMenu();
      case 'l' -> confirmed.breakKey(key.argument(), packet.number());
      case 'k' -> confirmed.sysRq((char) key.argument(), packet.number());
      case 'o' -> confirmed.reopenLine(packet.number());
      default -> runKeyboardCommand(key);
    }
  }

  private void runKeyboardCommand(EscapeKey key) {
    switch (key.key()) {
      case 'a' -> keyboard.takeIfFree();
      case 'f' -> takeByForce();
      case 'q' -> keyboard.request();
      case 'y' -> keyboard.answerRequest(true);
      case 'N' -> keyboard.answerRequest(false);
      case 's' -> keyboard.release();
      default -> context.tell(KeyHelp.unknown(key, context));
    }
  }

  private void stopPasteOrLeave() {
    if (paste.on()) {
      paste.stop();
    } else {
      ending = Ending.LEFT;
    }
  }

  private void openPager() {
    if (paste.on()) {
      context.tell("not now: a paste is in progress; " + context.key(".") + " stops it");
    } else {
      pager.enter();
    }
  }

  private void takeByForce() {
    if (!keyboard.takeByForce()) {
      ask("the keyboard is locked; your reason to take it", keyboard::overrideLock);
    }
  }

  private void note(String line) {
    acts.note(line);
    context.tell("noted in the record");
  }

  private void ask(String what, Consumer<String> then) {
    prompt.ask(what, context.nanos().getAsLong(), then);
  }

  private void changePrefix(int keys) {
    Optional<EscapePrefix> next = EscapePrefix.typed(keys >> 8, keys & 0xff);
    next.ifPresent(context.escapes()::changePrefix);
    context.tell(
        next.map(EscapePrefix::text)
            .map(p -> "the escape of this session is now " + p + "; " + p + "? lists the commands")
            .orElse(
                "not an escape: type Ctrl with a letter and then a letter, or && or ~~ for"
                    + " & or ~ after Enter"));
  }

  /** Sends a break that the client asked for by SSH's own request. */
  void sendBreak(Duration length, InputPacket packet) {
    confirmed.sendBreak(length, packet.number());
  }

  /** Returns whether typed bytes belong to something that a command opened. */
  boolean takesTyping() {
    return confirmed.open() || prompt.open() || pager.open() || paste.on();
  }

  /**
   * Gives typed bytes to the open prompt, pager, menu or question.
   *
   * @return false if bytes are left that belong to a paste or to the machine
   */
  boolean type(ByteBuffer typed, boolean pasted, InputPacket packet) {
    if (prompt.open()) {
      context.attachment().markPresent();
      prompt.typed(typed, pasted);
    }
    if (pager.open()) {
      context.attachment().markPresent();
      pager.typed(typed, pasted);
      return true;
    }
    if (confirmed.open()) {
      confirmed.typed(typed, pasted, packet);
      return true;
    }
    return !typed.hasRemaining() || prompt.open();
  }

  /** Adds bytes to the paste in progress; false if there is none. */
  boolean paste(ByteBuffer bytes) {
    if (!paste.on()) {
      return false;
    }
    paste.typed(bytes);
    return true;
  }

  boolean pasteHasRoom() {
    return paste.hasRoom();
  }

  /** Types more of a paste, once what was typed before it has been sent. */
  void typePaste() {
    if (paste.on() && machineInput.waiting() == 0) {
      paste.step(context.nanos().getAsLong());
    }
  }

  /** Returns how many bytes of a paste would not be sent if the session ended now. */
  long unsentPaste() {
    return paste.waiting();
  }

  void redrawPager() {
    pager.resized();
  }

  /** Does what time brings: questions lapse, and outcomes of actions are told. */
  void tick(long now) {
    confirmed.tick(!context.output().noticesPending(), now);
    prompt.tick(now);
  }

  /** Returns when {@link #tick} or {@link #typePaste} is due, at most {@code otherwise}. */
  long nextDue(long otherwise) {
    long next = confirmed.nextDue(otherwise);
    return paste.on() ? Math.min(next, paste.nextStep()) : next;
  }

  /** Stops a paste, because the session ends. */
  void close() {
    paste.close();
  }
}
