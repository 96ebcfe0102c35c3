package postern.gateway.session;

import java.util.Optional;
import postern.gateway.access.AttachOptions;
import postern.mux.AskOutcome;
import postern.mux.KeyboardOutcome;
import postern.mux.Notice;
import postern.mux.Participant;

/** This person's hold on the keyboard: asked for, taken, given, yielded to one's newer session. */
final class KeyboardControl {
  /**
   * Silence after which an own newer session gets the keyboard, nanoseconds. Contract: 5 s; a
   * healthy idle link is heard every 5 s, so a moment more tells it from a dead one.
   */
  static final long OWN_SILENCE = 6_000_000_000L;

  private final SessionContext place;
  private boolean mine;
  private boolean waitsForOwn;

  KeyboardControl(SessionContext place) {
    this.place = place;
  }

  boolean mine() {
    return mine;
  }

  /** At attach: says nothing, the card does, but for a keyboard that was taken by force. */
  void enter(AttachOptions options) {
    if (options.watch() || !place.host().participant().mayType()) {
      return;
    }
    Optional<Participant> holder = place.host().console().status().keyboard();
    KeyboardOutcome outcome = place.host().takeKeyboard(place.at(), options.force());
    mine = outcome instanceof KeyboardOutcome.Granted;
    waitsForOwn = outcome instanceof KeyboardOutcome.HeldBy(Participant who) && place.myOther(who);
    if (outcome instanceof KeyboardOutcome.Locked(Participant typist)) {
      locked(typist);
    }
    if (mine && options.force()) {
      holder.ifPresent(
          h -> place.voice().say("you took the keyboard from " + SessionContext.name(h)));
    }
  }

  /** {@code a}: if free, or held by an older session of one's own. */
  void ask() {
    KeyboardOutcome outcome = place.host().takeKeyboard(place.at(), false);
    if (outcome instanceof KeyboardOutcome.HeldBy(Participant holder) && place.myOther(holder)) {
      outcome = place.host().takeKeyboard(place.at(), true);
    }
    answer(outcome);
  }

  /** {@code f}: from whoever has it. False when a reason must be given: {@link #forceLocked}. */
  boolean force() {
    KeyboardOutcome outcome = place.host().takeKeyboard(place.at(), true);
    if (outcome instanceof KeyboardOutcome.Locked) {
      return false;
    }
    answer(outcome);
    return true;
  }

  void forceLocked(String reason) {
    answer(place.host().overrideLock(place.at(), reason));
  }

  /** {@code q}: the holder is asked. */
  void request() {
    if (!place.host().participant().mayType()) {
      place.voice().say("you may only watch here");
    } else if (mine) {
      place.voice().say("the keyboard is yours already");
    } else {
      asked(place.host().askForKeyboard(place.at()));
    }
  }

  private void asked(AskOutcome outcome) {
    switch (outcome) {
      case AskOutcome.Asked(Participant holder) ->
          place
              .voice()
              .say(
                  "you asked "
                      + SessionContext.name(holder)
                      + " for the keyboard; it comes to you when they say yes"
                      + (place.lockedTo().isPresent() ? "" : ", leave, or are away")
                      + "; the request lapses after 2 min");
      case AskOutcome.Pending(Participant holder) ->
          place
              .voice()
              .say("your request stands; " + SessionContext.name(holder) + " has not answered yet");
      case AskOutcome.Took(KeyboardOutcome took) -> answer(took);
    }
  }

  /** {@code y} and {@code N}: what the holder says to whoever asked first. */
  void consent(boolean yes) {
    Optional<Participant> asker = place.host().answerRequest(place.at(), yes);
    if (asker.isEmpty()) {
      place.voice().say(mine ? "nobody asks for the keyboard" : "the keyboard is not yours");
    } else if (yes) {
      mine = false;
      place
          .voice()
          .say("you gave the keyboard to " + SessionContext.name(asker.get()) + " and watch now");
    } else {
      place.voice().say("you keep the keyboard; " + SessionContext.name(asker.get()) + " is told");
    }
  }

  /** {@code s}. */
  void give() {
    waitsForOwn = false;
    if (!mine) {
      place.voice().say("you watch; the keyboard is not yours to give");
      return;
    }
    mine = false;
    place.host().releaseKeyboard(place.at());
    place
        .voice()
        .say("you gave the keyboard up and watch now; " + place.key("a") + " takes it back");
  }

  private void answer(KeyboardOutcome outcome) {
    switch (outcome) {
      case KeyboardOutcome.Granted() -> {
        place.voice().say(mine ? "the keyboard is yours already" : "you have the keyboard");
        mine = true;
        waitsForOwn = false;
      }
      case KeyboardOutcome.HeldBy(Participant holder) ->
          place
              .voice()
              .say(
                  SessionContext.name(holder)
                      + " has the keyboard; "
                      + place.key("f")
                      + " takes it from them");
      case KeyboardOutcome.Locked(Participant typist) -> locked(typist);
      case KeyboardOutcome.WatchOnly() -> place.voice().say("you may only watch here");
      case KeyboardOutcome.NotNow() ->
          place.voice().say("not now: too many acts with this key; try again in a while");
    }
  }

  private void locked(Participant typist) {
    place
        .voice()
        .say(
            "the keyboard is locked: "
                + SessionContext.name(typist)
                + " may still be logged in on "
                + place.host().machine()
                + "; it opens at a login prompt, a boot, a power act or when the line goes down; "
                + place.key("f")
                + " takes it with a reason");
  }

  void moved(Notice.KeyboardMoved moved) {
    boolean had = mine && (moved.from() == null || !place.me(moved.from()));
    boolean waited = waitsForOwn;
    Participant to = moved.to();
    waitsForOwn = waited && to != null && place.myOther(to);
    if (to != null) {
      mine = place.me(to);
    } else {
      mine = had;
      if (waited) {
        mine = place.host().takeKeyboard(place.at(), false) instanceof KeyboardOutcome.Granted;
      }
    }
    if (waited && mine && !had) {
      place.voice().say("your other session let the keyboard go: you have it");
    }
  }

  /** Whether this is a dead link in the way of a newer session of the same person. */
  void yieldIfSilent(long silence) {
    if (!mine || silence < OWN_SILENCE) {
      return;
    }
    boolean wanted =
        place.host().console().status().participants().stream()
            .anyMatch(v -> place.myOther(v) && v.mayType());
    if (wanted) {
      mine = false;
      place.at().yieldKeyboard();
      place.voice().say("your link was silent: your other session here has the keyboard");
    }
  }
}
