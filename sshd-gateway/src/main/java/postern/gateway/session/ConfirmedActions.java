package postern.gateway.session;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import postern.gateway.act.BreakResult;
import postern.gateway.act.ConsoleActs;
import postern.gateway.act.PowerText;
import postern.gateway.config.MachineEntry.BreakPolicy;
import postern.gateway.text.PlainText;
import postern.mux.Console;
import postern.power.PowerAction;

/**
 * The commands that cannot be undone: break, SysRq, power, and reopening the line. Each is
 * confirmed first. What blocks runs on a thread of its own, and its outcome is told later.
 */
final class ConfirmedActions {
  private static final long BREAK_STEP_MILLIS = 250;
  private static final Duration LONGEST_BREAK = Duration.ofSeconds(3);

  /** After this a question lapses: later keys are meant for the machine, nanoseconds. */
  static final long LAPSES_AFTER = 60_000_000_000L;

  private final SessionContext context;
  private final ConsoleActs acts;
  private final KeyboardControl keyboard;
  private final ConcurrentLinkedQueue<String> outcomes = new ConcurrentLinkedQueue<>();
  private final RefusedPaste refused = new RefusedPaste();
  private @Nullable Confirmation question;
  private boolean menu;
  private @Nullable Long lapses;

  ConfirmedActions(SessionContext context, KeyboardControl keyboard) {
    this.context = context;
    this.acts = context.acts();
    this.keyboard = keyboard;
  }

  /** Returns whether typed bytes belong to the menu or a question, or are refused. */
  boolean open() {
    return menu || question != null || refused.on();
  }

  /** Sends a break: 0 is the default length, 1 to 9 are quarters of a second. */
  void breakKey(int digit, long packet) {
    Duration length =
        digit == 0 ? Console.DEFAULT_BREAK : Duration.ofMillis(digit * BREAK_STEP_MILLIS);
    sendBreak(length, packet);
  }

  void sendBreak(Duration wanted, long packet) {
    Duration length = length(wanted);
    BreakPolicy policy = acts.breakPolicy();
    if (policy == BreakPolicy.NEVER) {
      context.tell("no break: this machine's break policy is never");
    } else if (!keyboard.held()) {
      context.tell("no break: you do not have the keyboard");
    } else if (policy == BreakPolicy.ALLOW) {
      breakNow(length);
    } else if (!context.terminal()) {
      context.tell("no break: it must be confirmed first, and there is no terminal");
    } else {
      ask("send a break of " + length.toMillis() + " ms", packet, () -> breakNow(length));
    }
  }

  private static Duration length(Duration wanted) {
    if (wanted.isZero() || wanted.isNegative()) {
      return Console.DEFAULT_BREAK;
    }
    return wanted.compareTo(LONGEST_BREAK) > 0 ? LONGEST_BREAK : wanted;
  }

  private void breakNow(Duration length) {
    String sent = "break of " + length.toMillis() + " ms sent";
    tell("break", acts.sendBreak(context.attachment(), length), sent);
  }

  /** Tells the result now, or when the backend has answered. */
  private void tell(String what, BreakResult result, String done) {
    if (result instanceof BreakResult.ByBackend(var rest)) {
      runAside(what, () -> text(what, rest.get(), done));
    } else {
      context.tell(text(what, result, done));
    }
  }

  private static String text(String what, BreakResult result, String done) {
    return result instanceof BreakResult.NotSent not
        ? "no " + what + ": " + PlainText.clean(not.why(), 200)
        : done;
  }

  /** Presses SysRq and a key in the way that suits this kind of machine. */
  void sysRq(char key, long packet) {
    if (acts.breakPolicy() == BreakPolicy.NEVER) {
      context.tell("no SysRq: this machine's break policy is never");
    } else if (!keyboard.held()) {
      context.tell("no SysRq: you do not have the keyboard");
    } else if (key <= ' ' || key > '~') {
      context.tell(
          "no SysRq: the key must be a letter, a digit or a sign; h asks the kernel for help");
    } else {
      ask("press SysRq " + key, packet, () -> sysRqNow(key));
    }
  }

  private void sysRqNow(char key) {
    tell("SysRq", acts.pressSysRq(context.attachment(), key), "SysRq " + key + " pressed");
  }

  void reopenLine(long packet) {
    if (!acts.participant().mayType()) {
      context.tell("you may only watch here");
      return;
    }
    ask(
        "hang the line up and open it again",
        packet,
        () -> {
          acts.reopen();
          context.tell("hanging the line up and opening it again");
        });
  }

  void powerMenu() {
    Set<PowerAction> actions = acts.powerActions();
    if (actions.isEmpty()) {
      context.tell(
          acts.participant().mayType()
              ? acts.machine() + " has no power control"
              : "you may only watch here");
      return;
    }
    menu = true;
    String state = acts.power().map(p -> " (" + p.power().word() + ")").orElse("");
    context.tell("power of " + acts.machine() + state + ": which?", PowerMenu.lines(actions));
  }

  /** Takes typed bytes while {@link #open}; the buffer is empty afterwards. */
  void typed(ByteBuffer bytes, boolean pasted, InputPacket packet) {
    if (refused.on()) {
      refused.take(bytes.remaining(), pasted, packet.arrived());
    } else if (menu && bytes.hasRemaining()) {
      int count = bytes.remaining();
      menu = false;
      choose(bytes.get(), packet.number());
      if (question == null && (count > 1 || pasted)) {
        refused.take(count, pasted, packet.arrived());
      }
    }
    Confirmation asked = question;
    if (asked != null && bytes.hasRemaining()) {
      switch (asked.answer(bytes, pasted, packet)) {
        case TOO_EARLY -> {} // typed before the person could read the question; ignored
        case YES -> {
          question = null;
          asked.run();
        }
        case NO -> {
          question = null;
          refused.take(bytes.remaining(), pasted, packet.arrived());
          if (bytes.remaining() == 1 && !pasted) {
            notDone();
          }
        }
      }
    }
    bytes.position(bytes.limit());
  }

  private void choose(int key, long packet) {
    PowerAction action = PowerMenu.chosen(key);
    if (action == null) {
      context.tell("power menu closed, nothing done");
    } else if (!acts.powerActions().contains(action)) {
      context.tell("power " + action.word() + " is not possible here; nothing done");
    } else {
      ask("power " + action.word(), packet, () -> power(action));
    }
  }

  private void notDone() {
    long count = refused.end();
    String also = count > 1 ? "; the " + count + " bytes typed at it were not sent" : "";
    context.tell("not done" + also);
  }

  private void power(PowerAction action) {
    String power = "power " + action.word();
    String machine = acts.machine();
    context.tell(power + " of " + machine + " is in progress; you can go on working");
    runAside(power, () -> power + " of " + machine + ": " + PowerText.line(acts.power(action)));
  }

  private void runAside(String what, Supplier<String> action) {
    Thread.ofVirtual()
        .name(what + " " + acts.participant().session())
        .start(() -> {
          String outcome = what + " failed; the gateway's log has the reason";
          try {
            outcome = action.get();
          } finally {
            outcomes.add(outcome);
            context.channel().wake();
          }
        });
  }

  private void ask(String what, long packet, Runnable action) {
    question = new Confirmation(packet, action);
    menu = false;
    String where = what + " on " + acts.machine() + "? ";
    context.tell(where + context.lastTyped() + ". y does it, any other key does not");
  }

  /** Closes the menu and the question, because another escape command was typed. */
  void cancel() {
    if (open()) {
      menu = false;
      question = null;
      notDone();
    }
  }

  /** Returns when {@link #tick} is due, at most {@code otherwise}. */
  long nextDue(long otherwise) {
    return refused.on() ? Math.min(otherwise, refused.ends()) : otherwise;
  }

  /**
   * Does what time brings: notes when the question was written, lets it lapse, and tells outcomes.
   *
   * @param allWritten whether no notice waits to be written
   */
  void tick(boolean allWritten, long now) {
    Confirmation asked = question;
    if (asked != null && allWritten) {
      asked.shown(now);
    }
    if (refused.on() && now - refused.ends() >= 0) {
      notDone();
    }
    if (!menu && question == null) {
      lapses = null;
    } else if (lapses == null) {
      lapses = now + LAPSES_AFTER;
    } else if (now - lapses >= 0) {
      cancel();
    }
    for (String line = outcomes.poll(); line != null; line = outcomes.poll()) {
      context.tell(line);
    }
  }
}
