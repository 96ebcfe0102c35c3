package postern.gateway.session;

import java.util.Optional;
import postern.gateway.access.AttachOptions;
import postern.gateway.act.ConsoleActs;
import postern.mux.AskOutcome;
import postern.mux.Attachment;
import postern.mux.KeyboardOutcome;
import postern.mux.Notice;
import postern.mux.Participant;

/** This session's part in who has the keyboard: takes it, asks for it, gives it up. */
final class KeyboardControl {
  /**
   * The silence after which a newer session of the same person gets the keyboard, nanoseconds. The
   * manual says 5 s. A healthy idle connection is heard every 5 s, so one second more is needed to
   * tell it from a dead one.
   */
  static final long SILENT_AFTER = 6_000_000_000L;

  private final SessionContext context;
  private final ConsoleActs acts;
  private final Attachment attachment;
  private boolean held;
  private boolean waitsForOwn;

  KeyboardControl(SessionContext context) {
    this.context = context;
    this.acts = context.acts();
    this.attachment = context.attachment();
  }

  /** Returns whether this session has the keyboard. */
  boolean held() {
    return held;
  }

  /** Takes the keyboard at the start, if it may. The attach card tells most outcomes. */
  void attach(AttachOptions options) {
    if (options.watch() || !acts.participant().mayType()) {
      return;
    }
    Optional<Participant> holder = acts.console().status().keyboard();
    KeyboardOutcome outcome = acts.takeKeyboard(attachment, options.force());
    held = outcome instanceof KeyboardOutcome.Granted;
    waitsForOwn = outcome instanceof KeyboardOutcome.HeldBy(Participant by) && context.myOther(by);
    if (outcome instanceof KeyboardOutcome.Locked(Participant typist)) {
      tellLocked(typist);
    }
    if (held && options.force()) {
      holder.ifPresent(h -> context.tell("you took the keyboard from " + SessionContext.name(h)));
    }
  }

  /** Takes the keyboard if it is free, or if an older session of the same person has it. */
  void takeIfFree() {
    KeyboardOutcome outcome = acts.takeKeyboard(attachment, false);
    if (outcome instanceof KeyboardOutcome.HeldBy(Participant by) && context.myOther(by)) {
      outcome = acts.takeKeyboard(attachment, true);
    }
    tell(outcome);
  }

  /**
   * Takes the keyboard from its holder.
   *
   * @return false if it is locked, so that {@link #overrideLock} and a reason are needed
   */
  boolean takeByForce() {
    KeyboardOutcome outcome = acts.takeKeyboard(attachment, true);
    if (outcome instanceof KeyboardOutcome.Locked) {
      return false;
    }
    tell(outcome);
    return true;
  }

  void overrideLock(String reason) {
    tell(acts.overrideLock(attachment, reason));
  }

  /** Asks the holder for the keyboard. */
  void request() {
    if (!acts.participant().mayType()) {
      context.tell("you may only watch here");
    } else if (held) {
      context.tell("you already have the keyboard");
    } else {
      tell(acts.askForKeyboard(attachment));
    }
  }

  private void tell(AskOutcome outcome) {
    switch (outcome) {
      case AskOutcome.Asked(Participant holder) ->
          context.tell(
              "you asked "
                  + SessionContext.name(holder)
                  + " for the keyboard; you get it when they say yes"
                  + (context.lockedTo().isPresent() ? "" : ", leave, or are away")
                  + "; the request lapses after 2 min");
      case AskOutcome.Pending(Participant holder) ->
          context.tell(
              "you have asked already; " + SessionContext.name(holder) + " has not answered yet");
      case AskOutcome.Took(KeyboardOutcome took) -> tell(took);
    }
  }

  /** Answers the person who asked first, as the holder. */
  void answerRequest(boolean yes) {
    Optional<Participant> asker = acts.answerRequest(attachment, yes);
    if (asker.isEmpty()) {
      context.tell(held ? "nobody has asked for the keyboard" : "you do not have the keyboard");
    } else if (yes) {
      held = false;
      context.tell(
          "you gave the keyboard to " + SessionContext.name(asker.get()) + " and watch now");
    } else {
      context.tell("you keep the keyboard; " + SessionContext.name(asker.get()) + " has been told");
    }
  }

  /** Gives the keyboard up. */
  void release() {
    waitsForOwn = false;
    if (!held) {
      context.tell("you do not have the keyboard");
      return;
    }
    held = false;
    acts.releaseKeyboard(attachment);
    context.tell("you gave the keyboard up and watch now; " + context.key("a") + " takes it back");
  }

  private void tell(KeyboardOutcome outcome) {
    switch (outcome) {
      case KeyboardOutcome.Granted() -> {
        context.tell(held ? "you already have the keyboard" : "you have the keyboard");
        held = true;
        waitsForOwn = false;
      }
      case KeyboardOutcome.HeldBy(Participant holder) ->
          context.tell(
              SessionContext.name(holder)
                  + " has the keyboard; "
                  + context.key("f")
                  + " takes it from them");
      case KeyboardOutcome.Locked(Participant typist) -> tellLocked(typist);
      case KeyboardOutcome.WatchOnly() -> context.tell("you may only watch here");
      case KeyboardOutcome.NotNow() ->
          context.tell("not now: too many requests with this key; try again later");
    }
  }

  private void tellLocked(Participant typist) {
    context.tell(
        "the keyboard is locked: "
            + SessionContext.name(typist)
            + " may still be logged in on "
            + acts.machine()
            + "; a login prompt, a boot, a power action or a line that goes down unlocks it; "
            + context.key("f")
            + " takes it with a reason");
  }

  /** Follows a change of the holder that the console reports. */
  void moved(Notice.KeyboardMoved moved) {
    boolean had = held && (moved.from() == null || !context.me(moved.from()));
    boolean waited = waitsForOwn;
    Participant to = moved.to();
    waitsForOwn = waited && to != null && context.myOther(to);
    if (to != null) {
      held = context.me(to);
    } else {
      held = had;
      if (waited) {
        held = acts.takeKeyboard(attachment, false) instanceof KeyboardOutcome.Granted;
      }
    }
    if (waited && held && !had) {
      context.tell("your other session gave the keyboard up; you have it now");
    }
  }

  /**
   * Gives the keyboard to another session of the same person, if nothing has been heard from this
   * client for a while.
   */
  void yieldIfSilent(long silence) {
    if (!held || silence < SILENT_AFTER) {
      return;
    }
    boolean wanted =
        acts.console().status().participants().stream()
            .anyMatch(p -> context.myOther(p) && p.mayType());
    if (wanted) {
      held = false;
      attachment.yieldKeyboard();
      context.tell("your connection was silent; your other session has the keyboard now");
    }
  }
}
