package postern.mux.console;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import postern.mux.AskOutcome;
import postern.mux.Notice;
import postern.mux.Participant;

/** The requests for one console's keyboard while somebody has it. Under the console's turn lock. */
final class KeyboardRequests {
  private final KeyboardArbiter desk;
  private final OpenLogin hold;
  private final RequestQueue<LiveAttachment> requests;
  private boolean watched;

  KeyboardRequests(KeyboardArbiter desk, OpenLogin hold, RequestQueue.Waits waits) {
    this.desk = desk;
    this.hold = hold;
    this.requests = new RequestQueue<>(waits);
  }

  AskOutcome ask(LiveAttachment by, LiveAttachment holder) {
    if (by.gone() || !requests.add(by, System.nanoTime())) {
      return new AskOutcome.Pending(holder.participant());
    }
    desk.announce(
        new Notice.KeyboardAsked(by.participant(), holder.participant(), Notice.RequestStep.ASKED));
    watch();
    return new AskOutcome.Asked(holder.participant());
  }

  Optional<Participant> answer(LiveAttachment holder, boolean yes) {
    LiveAttachment first = requests.first();
    if (first == null) {
      return Optional.empty();
    }
    requests.remove(first);
    if (yes) {
      desk.move(first, Notice.Reason.CONSENT);
    } else {
      desk.announce(
          new Notice.KeyboardAsked(
              first.participant(), holder.participant(), Notice.RequestStep.REFUSED));
    }
    return Optional.of(first.participant());
  }

  void remove(LiveAttachment by) {
    requests.remove(by);
  }

  /** Who asked first, and may have a keyboard that is let go. */
  @Nullable LiveAttachment next() {
    LiveAttachment first = requests.first();
    return first == null || hold.lockedTo(first.participant()) != null ? null : first;
  }

  /** Time has passed. */
  void look(@Nullable LiveAttachment holder, long lastKey) {
    watched = false;
    long now = System.nanoTime();
    LiveAttachment due = holder == null ? next() : requests.due(now, unlockedSince(now, lastKey));
    if (due != null) {
      desk.move(due, holder == null ? Notice.Reason.GIVEN : Notice.Reason.IDLE);
    }
    for (LiveAttachment late : requests.lapse(now)) {
      Participant asked = holder == null ? late.participant() : holder.participant();
      desk.announce(new Notice.KeyboardAsked(late.participant(), asked, Notice.RequestStep.LAPSED));
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
    LiveAttachment first = requests.first();
    return first != null && hold.lockedTo(first.participant()) != null ? now : lastKey;
  }

  /** A new holder hears of those who still wait. */
  void tell(LiveAttachment holder) {
    requests
        .all()
        .forEach(by ->
            desk.announce(
                new Notice.KeyboardAsked(
                    by.participant(), holder.participant(), Notice.RequestStep.ASKED)));
  }
}
