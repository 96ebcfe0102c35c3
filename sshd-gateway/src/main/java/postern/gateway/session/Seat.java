package postern.gateway.session;

import java.util.Optional;
import postern.mux.KeyboardOutcome;
import postern.mux.Notice;
import postern.mux.Viewer;

/** This person's hold on the keyboard: asked for, taken, given, yielded to one's newer session. */
final class Seat {
  /**
   * Silence after which an own newer session gets the keyboard, nanoseconds. Contract: 5 s; a
   * healthy idle link is heard every 5 s, so a moment more tells it from a dead one.
   */
  static final long OWN_SILENCE = 6_000_000_000L;

  private final Place place;
  private boolean mine;
  private boolean waitsForOwn;

  Seat(Place place) {
    this.place = place;
  }

  boolean mine() {
    return mine;
  }

  /** At attach: says nothing, the card does, but for a keyboard that was taken by force. */
  void enter(AttachOptions options) {
    if (options.watch() || !place.host().viewer().mayType()) {
      return;
    }
    Optional<Viewer> holder = place.host().console().status().keyboard();
    KeyboardOutcome outcome = place.host().takeKeyboard(place.at(), options.force());
    mine = outcome instanceof KeyboardOutcome.Yours;
    waitsForOwn = outcome instanceof KeyboardOutcome.HeldBy(Viewer who) && place.myOther(who);
    if (mine && options.force()) {
      holder.ifPresent(h -> place.voice().say("you took the keyboard from " + Place.name(h)));
    }
  }

  /** {@code a}: if free, or held by an older session of one's own. */
  void ask() {
    KeyboardOutcome outcome = place.host().takeKeyboard(place.at(), false);
    if (outcome instanceof KeyboardOutcome.HeldBy(Viewer holder) && place.myOther(holder)) {
      outcome = place.host().takeKeyboard(place.at(), true);
    }
    answer(outcome);
  }

  /** {@code f}: from whoever has it. */
  void force() {
    answer(place.host().takeKeyboard(place.at(), true));
  }

  /** {@code s}. */
  void give() {
    waitsForOwn = false;
    if (!mine) {
      place.voice().say("you watch; the keyboard is not yours to give");
      return;
    }
    mine = false;
    place.host().giveKeyboard(place.at());
    place
        .voice()
        .say("you gave the keyboard up and watch now; " + place.key("a") + " takes it back");
  }

  private void answer(KeyboardOutcome outcome) {
    switch (outcome) {
      case KeyboardOutcome.Yours() -> {
        place.voice().say(mine ? "the keyboard is yours already" : "you have the keyboard");
        mine = true;
        waitsForOwn = false;
      }
      case KeyboardOutcome.HeldBy(Viewer holder) ->
          place
              .voice()
              .say(
                  Place.name(holder)
                      + " has the keyboard; "
                      + place.key("f")
                      + " takes it from them");
      case KeyboardOutcome.WatchOnly() -> place.voice().say("you may only watch here");
    }
  }

  void moved(Notice.KeyboardMoved moved) {
    if (moved.from() != null && place.me(moved.from())) {
      mine = false;
    }
    if (moved.to() != null) {
      mine = place.me(moved.to());
    } else if (waitsForOwn) {
      waitsForOwn = false;
      mine = place.host().takeKeyboard(place.at(), false) instanceof KeyboardOutcome.Yours;
      if (mine) {
        place.voice().say("your other session is silent or gone: you have the keyboard");
      }
    }
  }

  /** Whether this is a dead link in the way of a newer session of the same person. */
  void yieldIfSilent(long silence) {
    if (!mine || silence < OWN_SILENCE) {
      return;
    }
    boolean wanted =
        place.host().console().status().viewers().stream()
            .anyMatch(v -> place.myOther(v) && v.mayType());
    if (wanted) {
      mine = false;
      place.host().giveKeyboard(place.at());
      place.voice().say("your link was silent: your other session here may have the keyboard");
    }
  }
}
