package postern.gateway.session;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import postern.gateway.access.AttachOptions;
import postern.gateway.act.ConsoleActs;
import postern.gateway.act.Ending;
import postern.gateway.ssh.Input;
import postern.gateway.ssh.SessionChannel;
import postern.gateway.view.CroppedScreen;
import postern.gateway.view.Overlay;
import postern.gateway.view.SessionOutput;
import postern.mux.Attachment;

/**
 * The loop of one session: what the client sends, what the machine says, and what is due by time.
 * It waits only when there is nothing to do, and never until the client has read something.
 */
final class SessionLoop {
  private static final long SECOND = 1_000_000_000L;
  private static final long CLIENT_TIMEOUT = 60 * SECOND;
  private static final long HOLDER_POLL = 2 * SECOND;
  private static final long WATCHER_POLL = 10 * SECOND;
  private static final long SHORT_POLL = SECOND / 20;

  private final SessionContext context;
  private final AttachOptions options;
  private final SessionChannel channel;
  private final ConsoleActs acts;
  private final LongSupplier nanos;
  private final Attachment attachment;
  private final SessionOutput output;
  private final Overlay overlay;
  private final KeyboardControl keyboard;
  private final MachineInput machineInput;
  private final TerminalSize size;
  private final EscapeCommands commands;
  private final CroppedScreen cropped;
  private final UserInput user;
  private final ConsoleEvents events;
  private final EndOfInput endOfInput = new EndOfInput();
  private @Nullable Ending ending;
  private @Nullable Input deferred;
  private boolean running;
  private long lastHeard;

  SessionLoop(SessionContext context, AttachOptions options) {
    this.context = context;
    this.options = options;
    this.channel = context.channel();
    this.acts = context.acts();
    this.nanos = context.nanos();
    this.attachment = context.attachment();
    this.output = context.output();
    this.overlay = new Overlay(attachment, channel, output, nanos);
    this.keyboard = new KeyboardControl(context);
    this.machineInput = new MachineInput(context);
    this.size = new TerminalSize(context, overlay);
    this.commands = new EscapeCommands(context, overlay, keyboard, machineInput, size);
    this.cropped = new CroppedScreen(acts.console(), attachment, output, overlay);
    this.user = new UserInput(context, keyboard, machineInput, commands, cropped);
    this.events = new ConsoleEvents(context, overlay, keyboard, machineInput, this::sizeChanged);
  }

  /** Runs until the session ends. */
  Ending run() throws InterruptedException {
    keyboard.attach(options);
    sizeChanged();
    new Greeting(context, overlay, machineInput).show(options);
    size.tellIfSmall();
    cropped.update(nanos.getAsLong());
    running = true;
    channel.onInput(this::typeAtOnce);
    try {
      return loop();
    } finally {
      running = false;
      channel.onInput(null);
      commands.close();
    }
  }

  private Ending loop() throws InterruptedException {
    while (true) {
      readInput();
      machineInput.retry();
      commands.typePaste();
      output.pump(events);
      long now = nanos.getAsLong();
      doWhatIsDue(now);
      Ending ended = ending();
      if (ended != null) {
        return ended;
      }
      channel.await(Duration.ofNanos(Math.max(1, nextDue(now) - now)));
    }
  }

  /** A shortcut of the channel's thread: forwards input that the machine gets as it is. */
  private boolean typeAtOnce() {
    boolean go =
        ending() == null && !endOfInput.came() && deferred == null && !output.noticesPending();
    while (go && machineInput.waiting() == 0) {
      Input input = channel.poll();
      if (input == null) {
        return true;
      }
      boolean covered = overlay.onBottom() || cropped.showsNotice();
      if (covered || !(input instanceof Input.Bytes typed) || !user.isPlain(typed.bytes())) {
        deferred = input;
        return false;
      }
      user.forward(typed.bytes());
      go = !output.noticesPending();
    }
    return false;
  }

  /** A shortcut of the console's thread: writes a small output, such as the echo of a key. */
  boolean writeAtOnce() {
    return running && ending() == null && keyboard.held() && output.pumpSmallOutput();
  }

  private void readInput() {
    while (ending() == null
        && machineInput.hasRoom()
        && commands.pasteHasRoom()
        && output.hasRoom()) {
      Input input = deferred == null ? channel.poll() : deferred;
      deferred = null;
      if (input == null) {
        return;
      }
      switch (input) {
        case Input.Bytes(ByteBuffer bytes, long number, long arrived) ->
            user.take(bytes, new InputPacket(number, arrived));
        case Input.Break(Duration length) -> commands.sendBreak(length, user.packet());
        case Input.Resized resized -> sizeChanged();
        case Input.Eof() -> endOfInput.comes(nanos.getAsLong());
      }
    }
  }

  /** Called when the client's terminal has another size, or the keyboard has another holder. */
  private void sizeChanged() {
    commands.redrawPager();
    cropped.updateSoon();
    if (context.terminal() && keyboard.held()) {
      size.follow();
    }
  }

  private void doWhatIsDue(long now) {
    events.closedBecause().ifPresent(why -> end(Ending.closed(why)));
    user.tick(now);
    if (overlay.onBottom() && now - overlay.ends() >= 0) {
      overlay.paint();
    }
    cropped.update(now);
    machineInput.checkLine();
    commands.tick(now);
    checkClient(now);
    if (endOfInputDone(now)) {
      end(Ending.END_OF_INPUT);
    }
    Ending decided = acts.ended();
    if (decided != null) {
      ending = decided;
    } else if (channel.closed()) {
      end(Ending.CLIENT_GONE);
    }
  }

  private void checkClient(long now) {
    long last = channel.lastHeard();
    if (last != lastHeard) {
      lastHeard = last;
      attachment.alive();
    }
    long silence = now - last;
    keyboard.yieldIfSilent(silence);
    if (silence >= CLIENT_TIMEOUT) {
      end(Ending.SILENT);
    }
  }

  private boolean endOfInputDone(long now) {
    boolean watcher = options.watch() || !acts.participant().mayType();
    return !watcher && machineInput.waiting() == 0 && endOfInput.quiet(output.lastOutputAt(), now);
  }

  private long nextDue(long now) {
    if (output.ready() && channel.writable()) {
      return now;
    }
    long next = cropped.nextUpdate(now + (keyboard.held() ? HOLDER_POLL : WATCHER_POLL));
    next = user.nextDue(commands.nextDue(next));
    if (overlay.onBottom()) {
      next = Math.min(next, overlay.ends());
    }
    if (machineInput.connecting()) {
      next = Math.min(next, now + SHORT_POLL);
    }
    if (output.noticesPending()) {
      next = Math.min(next, Math.max(output.noticeDeadline(), now + SHORT_POLL));
    }
    if (endOfInput.came()) {
      next = Math.min(next, endOfInput.quietAt(output.lastOutputAt()));
      next = Math.max(next, now + SHORT_POLL);
    }
    return next;
  }

  private @Nullable Ending ending() {
    return ending == null ? commands.ending() : ending;
  }

  private void end(Ending how) {
    if (ending() == null) {
      ending = how;
    }
  }

  /** Resets the terminal and says why the session ended, as far as the client still reads. */
  void sayGoodbye(Ending how) throws InterruptedException {
    if (channel.closed()) {
      return;
    }
    long unsent = machineInput.waiting() + machineInput.lost() + commands.unsentPaste();
    String lost = unsent > 0 ? "; " + unsent + " bytes you typed were not sent" : "";
    context.tell(acts.machine() + ": " + how.text() + lost);
    output.finish();
  }
}
