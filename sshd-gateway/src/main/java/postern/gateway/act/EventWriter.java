package postern.gateway.act;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import postern.audit.AuditStore;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.access.Actor;
import postern.gateway.ssh.KeyRateLimit;

/**
 * Writes events. Events of one key beyond the {@link KeyRateLimit} are counted, and written 10 s
 * later as one event of each kind. Never waits. Used by any thread.
 */
final class EventWriter {
  private static final Duration WINDOW = Duration.ofSeconds(10);

  private final AuditStore audit;
  private final KeyRateLimit limit = new KeyRateLimit();
  private final ReentrantLock lock = new ReentrantLock();

  /** By {@link #lock}. */
  private final Map<Kind, Count> counted = new HashMap<>();

  EventWriter(AuditStore audit) {
    this.audit = audit;
  }

  /** Events that are counted together. */
  private record Kind(EventKind kind, Outcome outcome, String person, String key, String source) {}

  /** The number of events that were counted, and the fields of the first. */
  private static final class Count {
    final EventFields about;
    int times;

    Count(EventFields about) {
      this.about = about;
    }
  }

  /**
   * Returns whether this key may do another act now, and counts the act if so. Each key has a
   * limit, and nobody may act while events could be lost.
   */
  MayAct mayAct(String fingerprint) {
    if (!audit.awaitRoom(Duration.ZERO)) {
      return MayAct.NOT_RECORDED;
    }
    return withinLimit(fingerprint) ? MayAct.YES : MayAct.TOO_OFTEN;
  }

  /** Waits for room in the event log, at most this long. Returns false if there is none. */
  boolean awaitRoom(Duration longest) {
    return audit.awaitRoom(longest);
  }

  private boolean withinLimit(String fingerprint) {
    return limit.take(fingerprint, System.nanoTime());
  }

  /** Writes an event that no person caused, or whose fields say who did. */
  void event(EventKind kind, Outcome outcome, EventFields about) {
    audit.event(kind, outcome, about.words());
  }

  /** Writes an event of a person, which is never counted together with others. */
  void always(EventKind kind, Outcome outcome, Actor actor, EventFields more) {
    event(kind, outcome, EventFields.by(actor).with(more));
  }

  /** Writes an event of a person. Beyond the limit of the key it is counted, and written later. */
  void event(EventKind kind, Outcome outcome, Actor actor, EventFields more) {
    EventFields about = EventFields.by(actor).with(more);
    if (withinLimit(actor.key())) {
      event(kind, outcome, about);
      return;
    }
    Kind same = new Kind(kind, outcome, actor.person(), actor.key(), actor.source());
    boolean first;
    lock.lock();
    try {
      first = !counted.containsKey(same);
      counted.computeIfAbsent(same, k -> new Count(about)).times++;
    } finally {
      lock.unlock();
    }
    if (first) {
      Thread.ofVirtual()
          .name("repeated-events")
          .start(() -> {
            LockSupport.parkNanos(WINDOW.toNanos());
            writeCounted(same);
          });
    }
  }

  private void writeCounted(Kind same) {
    Count count;
    lock.lock();
    try {
      count = counted.remove(same);
    } finally {
      lock.unlock();
    }
    if (count != null) {
      count.about.with(EventField.TIMES, Integer.toString(count.times));
      event(same.kind(), same.outcome(), count.about);
    }
  }

  /** Writes what was counted so far. */
  void flush() {
    List<Kind> all;
    lock.lock();
    try {
      all = List.copyOf(counted.keySet());
    } finally {
      lock.unlock();
    }
    all.forEach(this::writeCounted);
  }
}
