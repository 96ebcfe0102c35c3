package postern.mux.console;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import postern.mux.AskOutcome;
import postern.mux.Notice;
import postern.mux.Viewer;

/** The requests for one console's keyboard while somebody has it. Under the console's turn lock. */
final class Asking {
  private final Desk desk;
  private final Hold hold;
  private final Requests<Attached> requests;
  private boolean watched;

  Asking(Desk desk, Hold hold, Requests.Waits waits) {
    this.desk = desk;
    this.hold = hold;
    this.requests = new Requests<>(waits);
  }

  AskOutcome ask(Attached by, Attached holder) {
    if (by.gone() || !requests.add(by, System.nanoTime())) {
      return new AskOutcome.Waits(holder.viewer());
    }
    desk.announce(new Notice.KeyboardAsked(by.viewer(), holder.viewer(), Notice.Step.ASKED));
    watch();
    return new AskOutcome.Asked(holder.viewer());
  }

  Optional<Viewer> answer(Attached holder, boolean yes) {
    Attached first = requests.first();
    if (first == null) {
      return Optional.empty();
    }
    requests.remove(first);
    if (yes) {
      desk.move(first, Notice.Why.CONSENT);
    } else {
      desk.announce(new Notice.KeyboardAsked(first.viewer(), holder.viewer(), Notice.Step.REFUSED));
    }
    return Optional.of(first.viewer());
  }

  void remove(Attached by) {
    requests.remove(by);
  }

  /** Who asked first, and may have a keyboard that is let go. */
  @Nullable Attached next() {
    Attached first = requests.first();
    return first == null || hold.lockedTo(first.viewer()) != null ? null : first;
  }

  /** Time has passed. */
  void look(@Nullable Attached holder, long lastKey) {
    watched = false;
    long now = System.nanoTime();
    Attached due = holder == null ? next() : requests.due(now, unlockedSince(now, lastKey));
    if (due != null) {
      desk.move(due, holder == null ? Notice.Why.GIVEN : Notice.Why.IDLE);
    }
    for (Attached late : requests.lapse(now)) {
      Viewer asked = holder == null ? late.viewer() : holder.viewer();
      desk.announce(new Notice.KeyboardAsked(late.viewer(), asked, Notice.Step.LAPSED));
    }
    watch();
  }

  private void watch() {
    if (!watched && !requests.isEmpty()) {
      watched = true;
      long now = System.nanoTime();
      desk.watchRequests(requests.next(now, unlockedSince(now, desk.lastKey())));
    }
  }

  /** The last key; where the keyboard is locked to who asked first, its holder is never away. */
  private long unlockedSince(long now, long lastKey) {
    Attached first = requests.first();
    return first != null && hold.lockedTo(first.viewer()) != null ? now : lastKey;
  }

  /** A new holder hears of those who still wait. */
  void tell(Attached holder) {
    requests
        .all()
        .forEach(by ->
            desk.announce(
                new Notice.KeyboardAsked(by.viewer(), holder.viewer(), Notice.Step.ASKED)));
  }
}
