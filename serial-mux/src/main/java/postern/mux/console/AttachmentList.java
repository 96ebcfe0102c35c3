package postern.mux.console;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import postern.mux.Participant;

/** The attachments of a console in the order of attaching. Thread-safe. */
final class AttachmentList {
  private final ReentrantLock state;

  /** Replaced under the state lock, never modified; read on any thread. */
  private volatile LiveAttachment[] all = {};

  /**
   * @param state the console's state lock
   */
  AttachmentList(ReentrantLock state) {
    this.state = state;
  }

  LiveAttachment[] all() {
    return all;
  }

  List<Participant> participants() {
    return Arrays.stream(all).map(LiveAttachment::participant).toList();
  }

  /** Adds an attachment, with its cursor at the end of the output. */
  void add(LiveAttachment attached, Ring ring, long now) {
    state.lock();
    try {
      attached.startAt(ring.end(), now);
      LiveAttachment[] more = Arrays.copyOf(all, all.length + 1);
      more[all.length] = attached;
      all = more;
    } finally {
      state.unlock();
    }
  }

  void remove(LiveAttachment gone) {
    state.lock();
    try {
      all = Arrays.stream(all).filter(attached -> attached != gone).toArray(LiveAttachment[]::new);
    } finally {
      state.unlock();
    }
  }

  /** Called without locks. */
  void wake() {
    for (LiveAttachment attached : all) {
      attached.wakeIfWaiting();
    }
  }
}
