package postern.gateway.session;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import postern.gateway.access.AttachOptions;
import postern.gateway.act.ConsoleActs;
import postern.gateway.act.Ending;
import postern.gateway.keys.EscapeKey;
import postern.gateway.keys.EscapeParser;
import postern.gateway.keys.EscapePrefix;
import postern.gateway.keys.InputEncoder;
import postern.gateway.pager.Pager;
import postern.gateway.ssh.Input;
import postern.gateway.ssh.SessionChannel;
import postern.gateway.view.CroppedScreen;
import postern.gateway.view.LinePrompt;
import postern.gateway.view.Overlay;
import postern.gateway.view.SessionOutput;
import postern.mux.Attachment;
import postern.mux.screen.TerminalReplies;

/**
 * One attachment's time: the loop over what was typed, what the machine said and what time brings.
 * Waits only when there is nothing to do, never for the client to read.
 */
final class SessionLoop {
  private static final long SECOND = 1_000_000_000L;
  private static final long DEAD = 60 * SECOND;
  private static final long HOLDER_LOOKS = 2 * SECOND;
  private static final long WATCHER_LOOKS = 10 * SECOND;
  private static final long LOOK_AGAIN = SECOND / 20;
  private static final long LONE_ESCAPE = SECOND / 25;
  private static final int TYPED_AT_ONCE = 4096;

  private final SessionChannel channel;
  private final ConsoleActs host;
  private final AttachOptions options;
  private final LongSupplier nanos;
  private final Attachment at;
  private final SessionContext place;
  private final SessionOutput output;
  private final Overlay overlay;
  private final KeyboardControl seat;
  private final MachineInput typing;
  private final ConfirmedActions acts;
  private final EscapeParser keys;
  private final PacedPaste paste;
  private final Pager pager;
  private final LinePrompt question;
  private final EscapeCommands others;
  private final TerminalSize size;
  private final CroppedScreen cropped;
  private final TerminalReplies replies = new TerminalReplies();
  private final @Nullable InputEncoder text;
  private final EndOfInput endOfInput = new EndOfInput();
  private final boolean terminal;
  private ByteBuffer plain = ByteBuffer.allocate(64);
  private @Nullable Ending ending;
  private @Nullable Input setAside;
  private boolean staying;
  private long heard;
  private InputPacket packet = new InputPacket(0, 0);

  SessionLoop(Setting setting, Attachment at) {
    this.channel = setting.channel();
    this.host = setting.host();
    this.options = setting.options();
    this.nanos = setting.nanos();
    this.at = at;
    this.terminal = channel.terminal().isPresent();
    EscapePrefix prefix = EscapePrefix.parse(host.escape()).orElse(EscapePrefix.USUAL);
    ConsoleEvents news = new ConsoleEvents(this::closed, this::followSize);
    this.output =
        new SessionOutput(channel, at, SessionOutput.Form.of(options, terminal), news, nanos);
    this.keys = new EscapeParser(prefix);
    this.place = new SessionContext(host, at, output, keys, setting.clock());
    this.overlay = new Overlay(at, channel, output, nanos);
    this.seat = new KeyboardControl(place);
    this.typing = new MachineInput(place);
    this.acts = new ConfirmedActions(place, seat, channel::wake, terminal);
    Charset encoding = host.console().encoding();
    this.output.speaks(encoding);
    this.output.follow(host::output);
    this.text = encoding.equals(StandardCharsets.UTF_8) ? null : new InputEncoder(encoding);
    this.paste = new PacedPaste(place, overlay, output, keys::inPaste, nanos);
    this.pager = new Pager(() -> host.history(overlay::gone), setting.clock(), output, overlay);
    this.question = new LinePrompt(output, overlay);
    this.size = new TerminalSize(place, channel, overlay);
    this.cropped = new CroppedScreen(host.console(), at, output, overlay);
    news.concerns(place, overlay, seat, typing);
    this.others =
        new EscapeCommands(place, new EscapeCommands.Parts(seat, acts, question, size, typing));
  }

  Ending stay() throws InterruptedException {
    seat.enter(options);
    followSize();
    new Greeting(place, output, overlay, typing).show(options, terminal);
    size.tellIfSmall();
    cropped.look(nanos.getAsLong());
    staying = true;
    channel.onInput(this::typeAtOnce);
    try {
      return loop();
    } finally {
      staying = false;
      channel.onInput(null);
      paste.leave();
    }
  }

  private Ending loop() throws InterruptedException {
    while (true) {
      readInput();
      typing.retry();
      typePaste();
      output.pump();
      long now = nanos.getAsLong();
      lookAround(now);
      if (ending != null) {
        return ending;
      }
      channel.await(Duration.ofNanos(Math.max(1, nextLook(now) - now)));
    }
  }

  /** A shortcut: plain typing for the machine. */
  private boolean typeAtOnce() {
    boolean go = ending == null && !endOfInput.came() && setAside == null && !output.saying();
    while (go && typing.waiting() == 0) {
      Input input = channel.poll();
      if (input == null) {
        return true;
      }
      boolean seen = overlay.onBottom() || cropped.worded();
      if (seen || !(input instanceof Input.Bytes typed) || !plain(typed.bytes())) {
        setAside = input;
        return false;
      }
      typing.type(encoded(typed.bytes()));
      go = !output.saying();
    }
    return false;
  }

  /** A shortcut: the echo of what this person typed, and whatever else is little. */
  boolean showAtOnce() {
    return staying && ending == null && seat.mine() && output.pumpLittle();
  }

  private boolean plain(ByteBuffer bytes) {
    boolean quiet = replies.pending() == 0 && !asking() && !paste.on();
    return !terminal || (quiet && keys.allPlain(bytes));
  }

  private @Nullable Input nextInput() {
    Input first = setAside;
    setAside = null;
    return first == null ? channel.poll() : first;
  }

  /** What was typed before it goes first. */
  private void typePaste() {
    if (paste.on() && typing.waiting() == 0) {
      paste.step(nanos.getAsLong());
    }
  }

  private void readInput() {
    while (ending == null && typing.takesMore() && paste.takesMore() && output.takesMore()) {
      Input input = nextInput();
      if (input == null) {
        return;
      }
      switch (input) {
        case Input.Bytes(ByteBuffer bytes, long number, long arrived) ->
            bytes(bytes, number, arrived);
        case Input.Break(Duration length) -> acts.sendBreak(length, packet.number());
        case Input.Resized resized -> followSize();
        case Input.Eof() -> endOfInput.comes(nanos.getAsLong());
      }
    }
  }

  private void bytes(ByteBuffer bytes, long number, long arrived) {
    if (plain(bytes)) {
      cropped.keyTyped();
      typing.type(encoded(bytes));
      return;
    }
    packet = new InputPacket(number, arrived);
    take(replies.split(bytes));
  }

  /** As the machine writes it. */
  private ByteBuffer encoded(ByteBuffer typed) {
    return text == null || !terminal ? typed : text.encoded(typed);
  }

  /** What the person typed, and what their terminal answered by itself. */
  private void take(List<TerminalReplies.Run> runs) {
    for (TerminalReplies.Run run : runs) {
      if (run.kind() == TerminalReplies.Kind.TYPED) {
        cropped.keyTyped();
        findKeys(run.bytes().slice());
      } else if (seat.mine()) {
        typing.answer(run.bytes().slice());
      }
    }
  }

  private void findKeys(ByteBuffer bytes) {
    if (plain.capacity() < bytes.remaining() + 2) {
      plain = ByteBuffer.allocate(Math.min(bytes.remaining() + 2, TYPED_AT_ONCE));
    }
    while (bytes.hasRemaining() && ending == null) {
      EscapeKey key = keys.next(bytes, plain.clear(), packet.arrived());
      typed(keys.pasted());
      if (key != null) {
        acts.cancel();
        question.cancel();
        at.markPresent();
        key(key);
      }
    }
  }

  private void typed(boolean pasted) {
    if (!plain.flip().hasRemaining()) {
      return;
    }
    if (question.open()) {
      at.markPresent();
      question.typed(plain, pasted);
    }
    if (pager.open()) {
      at.markPresent();
      pager.typed(plain, pasted);
    } else if (acts.open()) {
      acts.typed(plain, pasted, packet);
    } else if (paste.on()) {
      paste.typed(encoded(plain));
    } else if (plain.hasRemaining() && !question.open()) {
      typing.type(encoded(plain));
    }
  }

  private void key(EscapeKey key) {
    if (!key.known()) {
      output.say(KeyHelp.unknown(key, place));
      return;
    }
    if (pager.open()) {
      pager.leave();
    }
    if (!others.take(key, packet, nanos.getAsLong())) {
      usualKeys(key);
    }
  }

  /** What is typed belongs to a question or the pager. */
  private boolean asking() {
    return acts.open() || question.open() || pager.open();
  }

  private void followSize() {
    pager.resized();
    cropped.again();
    if (terminal && seat.mine()) {
      size.follow();
    }
  }

  private void usualKeys(EscapeKey key) {
    switch (key.key()) {
      case '.' -> leaveOrStop();
      case '?' -> output.say("you may do here", KeyHelp.keys(place));
      case 'w' -> output.say("here now", KeyHelp.who(place));
      case 'i' -> output.say(host.machine(), KeyHelp.about(place));
      case 'a' -> seat.ask();
      case 's' -> seat.give();
      case 'r' -> overlay.paint();
      case 'l' -> acts.breakKey(key.more(), packet.number());
      case 'v' -> paste.begin(seat.mine());
      case 'p' -> openPager();
      case ';' -> ending = Ending.ELSEWHERE;
      case 'P' -> acts.powerMenu();
      case 'o' -> acts.hangUp(packet.number());
      default -> output.say(KeyHelp.unknown(key, place));
    }
  }

  private void openPager() {
    if (paste.on()) {
      output.say("not now: a paste is under way, " + place.key(".") + " stops it");
    } else {
      pager.enter();
    }
  }

  private void leaveOrStop() {
    if (paste.on()) {
      paste.stop();
    } else {
      ending = Ending.LEFT;
    }
  }

  /** What time brings, and what others decided. */
  private void lookAround(long now) {
    if (keys.holding() && now - keys.holdEnds() >= 0) {
      keys.release(plain.clear());
      typed(false);
    }
    if (replies.pending() > 0 && now - repliesEnd() >= 0) {
      take(replies.flush());
    }
    if (overlay.onBottom() && now - overlay.ends() >= 0) {
      overlay.paint();
    }
    cropped.look(now);
    typing.look();
    acts.tick(!output.saying(), now);
    question.tick(now);
    lookAtLink(now);
    if (endOfInputDone(now)) {
      end(Ending.END_OF_INPUT);
    }
    Ending decided = host.ended();
    if (decided != null) {
      ending = decided;
    } else if (channel.closed()) {
      end(Ending.CLIENT_GONE);
    }
  }

  private void lookAtLink(long now) {
    long last = channel.lastHeard();
    if (last != heard) {
      heard = last;
      at.alive();
    }
    long silence = now - last;
    seat.yieldIfSilent(silence);
    if (silence >= DEAD) {
      end(Ending.SILENT);
    }
  }

  private boolean endOfInputDone(long now) {
    boolean watcher = options.watch() || !host.participant().mayType();
    return !watcher && typing.waiting() == 0 && endOfInput.quiet(output.lastOutput(), now);
  }

  /** When what may be the begin of a terminal's answer counts as typed: a lone ESC soon. */
  private long repliesEnd() {
    return packet.arrived() + (replies.pending() == 1 ? LONE_ESCAPE : SECOND);
  }

  private long nextLook(long now) {
    if (output.ready() && channel.writable()) {
      return now;
    }
    long next = cropped.nextLook(now + (seat.mine() ? HOLDER_LOOKS : WATCHER_LOOKS));
    next = acts.nextLook(next);
    if (paste.on()) {
      next = Math.min(next, paste.nextLook());
    }
    if (replies.pending() > 0) {
      next = Math.min(next, repliesEnd());
    }
    if (keys.holding()) {
      next = Math.min(next, keys.holdEnds());
    }
    if (overlay.onBottom()) {
      next = Math.min(next, overlay.ends());
    }
    if (typing.trying()) {
      next = Math.min(next, now + LOOK_AGAIN);
    }
    if (output.saying()) {
      next = Math.min(next, Math.max(output.boundaryEnds(), now + LOOK_AGAIN));
    }
    if (endOfInput.came()) {
      next = Math.max(Math.min(next, endOfInput.quietAt(output.lastOutput())), now + LOOK_AGAIN);
    }
    return next;
  }

  private void closed(String why) {
    Ending decided = host.ended();
    end(decided == null ? Ending.closed(why) : decided);
  }

  private void end(Ending how) {
    if (ending == null) {
      ending = how;
    }
  }

  /** Gives the terminal back and says why, as far as the client still reads. */
  void goodbye(Ending how) throws InterruptedException {
    if (channel.closed()) {
      return;
    }
    long unsent = typing.waiting() + typing.lost() + paste.waiting();
    String lost = unsent > 0 ? "; " + unsent + " bytes you typed were not sent" : "";
    output.say(host.machine() + ": " + how.text() + lost);
    output.finish();
  }
}
