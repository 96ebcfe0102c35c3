package postern.gateway.session;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import postern.gateway.act.BreakResult;
import postern.gateway.act.PowerText;
import postern.gateway.config.MachineEntry.BreakPolicy;
import postern.gateway.text.PlainText;
import postern.mux.Console;
import postern.power.PowerAction;

/**
 * Break, power and hanging up: what cannot be taken back. Each is asked about first; what blocks
 * runs on a thread of its own and its outcome is told here later.
 */
final class ConfirmedActions {
  private static final long STEP_MILLIS = 250;
  private static final Duration LONGEST = Duration.ofSeconds(3);

  /** What is answered later was meant for the machine, nanoseconds. */
  static final long PATIENCE = 60_000_000_000L;

  private final SessionContext place;
  private final KeyboardControl seat;
  private final Runnable wake;
  private final boolean canAsk;
  private final ConcurrentLinkedQueue<String> outcomes = new ConcurrentLinkedQueue<>();
  private final RefusedPaste refused = new RefusedPaste();
  private @Nullable Confirmation asked;
  private boolean menu;
  private @Nullable Long lapses;

  /**
   * @param canAsk there is a terminal, so that somebody can answer
   */
  ConfirmedActions(SessionContext place, KeyboardControl seat, Runnable wake, boolean canAsk) {
    this.place = place;
    this.seat = seat;
    this.wake = wake;
    this.canAsk = canAsk;
  }

  /** What is typed now belongs to a menu or a question, or to a paste that was no answer. */
  boolean open() {
    return menu || asked != null || refused.on();
  }

  /** {@code l} and a digit: 0 is the usual length, 1 to 9 quarters of a second. */
  void breakKey(int digit, long packet) {
    sendBreak(digit == 0 ? Console.DEFAULT_BREAK : Duration.ofMillis(digit * STEP_MILLIS), packet);
  }

  void sendBreak(Duration wanted, long packet) {
    Duration length = length(wanted);
    BreakPolicy policy = place.host().breakPolicy();
    if (policy == BreakPolicy.NEVER) {
      place.voice().say("no break: this machine's break policy is never");
    } else if (!seat.mine()) {
      place.voice().say("no break: the keyboard is not yours");
    } else if (policy == BreakPolicy.ALLOW) {
      breakNow(length);
    } else if (!canAsk) {
      place.voice().say("no break: it must be asked about first, and there is no terminal");
    } else {
      ask("send a break of " + length.toMillis() + " ms", packet, () -> breakNow(length));
    }
  }

  private static Duration length(Duration wanted) {
    if (wanted.isZero() || wanted.isNegative()) {
      return Console.DEFAULT_BREAK;
    }
    return wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
  }

  private void breakNow(Duration length) {
    String sent = "break of " + length.toMillis() + " ms sent";
    tell("break", place.host().sendBreak(place.at(), length), sent);
  }

  /** Tells what came of it, now or when the backend has answered. */
  private void tell(String what, BreakResult result, String done) {
    if (result instanceof BreakResult.ByBackend(var rest)) {
      aside(what, () -> words(what, rest.get(), done));
    } else {
      place.voice().say(words(what, result, done));
    }
  }

  private static String words(String what, BreakResult result, String done) {
    return result instanceof BreakResult.NotSent not
        ? "no " + what + ": " + PlainText.clean(not.why(), 200)
        : done;
  }

  /** {@code k}: SysRq and this key, the way that this kind of machine takes it. */
  void sysRq(char key, long packet) {
    if (place.host().breakPolicy() == BreakPolicy.NEVER) {
      place.voice().say("no SysRq: this machine's break policy is never");
    } else if (!seat.mine()) {
      place.voice().say("no SysRq: the keyboard is not yours");
    } else if (key <= ' ' || key > '~') {
      place
          .voice()
          .say("no SysRq: it wants a letter, a digit or a sign; h asks the kernel for help");
    } else {
      ask("press SysRq " + key, packet, () -> sysRqNow(key));
    }
  }

  private void sysRqNow(char key) {
    tell("SysRq", place.host().pressSysRq(place.at(), key), "SysRq " + key + " pressed");
  }

  void hangUp(long packet) {
    if (!place.host().participant().mayType()) {
      place.voice().say("you may only watch here");
      return;
    }
    ask(
        "hang the line up and open it again",
        packet,
        () -> {
          place.host().reopen();
          place.voice().say("hanging the line up and opening it again");
        });
  }

  void powerMenu() {
    Set<PowerAction> actions = place.host().powerActions();
    if (actions.isEmpty()) {
      place
          .voice()
          .say(
              place.host().participant().mayType()
                  ? "no power here: " + place.host().machine() + " has none that can be switched"
                  : "you may only watch here");
      return;
    }
    menu = true;
    String state = place.host().power().map(p -> " (" + p.power().word() + ")").orElse("");
    place
        .voice()
        .say("power of " + place.host().machine() + state + ": which?", PowerMenu.lines(actions));
  }

  /** Takes typed bytes while {@link #open}; all of them belong here. */
  void typed(ByteBuffer bytes, boolean pasted, InputPacket packet) {
    if (refused.on()) {
      refused.take(bytes.remaining(), pasted, packet.arrived());
    } else if (menu && bytes.hasRemaining()) {
      int count = bytes.remaining();
      menu = false;
      choose(bytes.get(), packet.number());
      if (asked == null && (count > 1 || pasted)) {
        refused.take(count, pasted, packet.arrived());
      }
    }
    Confirmation question = asked;
    if (question != null && bytes.hasRemaining()) {
      switch (question.answer(bytes, pasted, packet.number(), packet.arrived())) {
        case TOO_EARLY -> {} // typed before the question could be read: no answer, and not kept
        case YES -> {
          asked = null;
          question.act();
        }
        case NO -> {
          asked = null;
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
      place.voice().say("power menu left, nothing done");
    } else if (!place.host().powerActions().contains(action)) {
      place.voice().say("power " + action.word() + " cannot be done here; nothing done");
    } else {
      ask("power " + action.word(), packet, () -> power(action));
    }
  }

  /** How much was typed at the question is told when all of it was. */
  private void notDone() {
    long count = refused.end();
    String also = count > 1 ? "; the " + count + " bytes typed at it were not sent" : "";
    place.voice().say("not done" + also);
  }

  private void power(PowerAction action) {
    String machine = place.host().machine();
    place.voice().say("power " + action.word() + " of " + machine + " is under way; go on here");
    aside(
        "power " + action.word(),
        () ->
            "power "
                + action.word()
                + " of "
                + machine
                + ": "
                + PowerText.line(place.host().power(action)));
  }

  private void aside(String what, java.util.function.Supplier<String> act) {
    Thread.ofVirtual()
        .name(what + " " + place.host().participant().session())
        .start(() -> {
          String outcome = what + " failed for a reason in the gateway's log";
          try {
            outcome = act.get();
          } finally {
            outcomes.add(outcome);
            wake.run();
          }
        });
  }

  private void ask(String what, long packet, Runnable act) {
    asked = new Confirmation(packet, act);
    menu = false;
    place
        .voice()
        .say(
            what
                + " on "
                + place.host().machine()
                + "? "
                + place.lastTyped()
                + ". y does it, any other key does not");
  }

  /** An escape key was typed: menu and question are off. */
  void cancel() {
    if (open()) {
      menu = false;
      asked = null;
      notDone();
    }
  }

  /** When {@link #tick} has something to do at the latest, as far as that is known. */
  long nextLook(long otherwise) {
    return refused.on() ? Math.min(otherwise, refused.ends()) : otherwise;
  }

  /** Called after each write: notes when the question got out, and tells what came of acts. */
  void tick(boolean allSaid, long now) {
    Confirmation question = asked;
    if (question != null && allSaid) {
      question.shown(now);
    }
    if (refused.on() && now - refused.ends() >= 0) {
      notDone();
    }
    if (!menu && asked == null) {
      lapses = null;
    } else if (lapses == null) {
      lapses = now + PATIENCE;
    } else if (now - lapses >= 0) {
      cancel();
    }
    for (String line = outcomes.poll(); line != null; line = outcomes.poll()) {
      place.voice().say(line);
    }
  }
}
