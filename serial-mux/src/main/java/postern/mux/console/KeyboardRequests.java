package postern.mux.console;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import postern.mux.AskOutcome;
import postern.mux.Notice;
import postern.mux.Participant;

/** The requests for a keyboard that somebody else holds. Used under the console's turn lock. */
final class KeyboardRequests {
  private final KeyboardArbiter keyboard;
  private final OpenLogin login;
  private final RequestQueue<LiveAttachment> queue;
  private boolean watched;

  KeyboardRequests(KeyboardArbiter keyboard, OpenLogin login, RequestQueue.Waits waits) {
    this.keyboard = keyboard;
    this.login = login;
    this.queue = new RequestQueue<>(waits);
  }

  AskOutcome ask(LiveAttachment by, LiveAttachment holder) {
    if (by.hasLeft() || !queue.add(by, System.nanoTime())) {
      return new AskOutcome.Pending(holder.participant());
    }
    keyboard.announce(
        new Notice.KeyboardAsked(by.participant(), holder.participant(), Notice.RequestStep.ASKED));
    watch();
    return new AskOutcome.Asked(holder.participant());
  }

  Optional<Participant> answer(LiveAttachment holder, boolean yes) {
    LiveAttachment first = queue.first();
    if (first == null) {
      return Optional.empty();
    }
    queue.remove(first);
    if (yes) {
      keyboard.move(first, Notice.Reason.CONSENT);
    } else {
      keyboard.announce(
          new Notice.KeyboardAsked(
              first.participant(), holder.participant(), Notice.RequestStep.REFUSED));
    }
    return Optional.of(first.participant());
  }

  void remove(LiveAttachment by) {
    queue.remove(by);
  }

  /** Returns the first requester if they may have a free keyboard. */
  @Nullable LiveAttachment next() {
    LiveAttachment first = queue.first();
    return first == null || login.blockerOf(first.participant()) != null ? null : first;
  }

  /** Handles what has become due. */
  void check(@Nullable LiveAttachment holder, long lastKey) {
    watched = false;
    long now = System.nanoTime();
    LiveAttachment due = holder == null ? next() : queue.due(now, unlockedSince(now, lastKey));
    if (due != null) {
      keyboard.move(due, holder == null ? Notice.Reason.GIVEN : Notice.Reason.IDLE);
    }
    for (LiveAttachment late : queue.lapse(now)) {
      Participant asked = holder == null ? late.participant() : holder.participant();
      keyboard.announce(
          new Notice.KeyboardAsked(late.participant(), asked, Notice.RequestStep.LAPSED));
    }
    watch();
  }

  private void watch() {
    if (!watched && !queue.isEmpty()) {
      watched = true;
      long now = System.nanoTime();
      keyboard.watchRequests(queue.next(now, unlockedSince(now, keyboard.lastKey())));
    }
  }

  /**
   * Returns the time of the holder's last key. If the first requester is locked out, the holder
   * counts as present.
   */
  private long unlockedSince(long now, long lastKey) {
    LiveAttachment first = queue.first();
    return first != null && login.blockerOf(first.participant()) != null ? now : lastKey;
  }

  /** Tells a new holder about the pending requests. */
  void tell(LiveAttachment holder) {
    queue
        .all()
        .forEach(by ->
            keyboard.announce(
                new Notice.KeyboardAsked(
                    by.participant(), holder.participant(), Notice.RequestStep.ASKED)));
  }
}
